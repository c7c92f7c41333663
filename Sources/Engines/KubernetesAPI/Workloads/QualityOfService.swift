package import JSONTree

/// How a pod is treated when the node runs short, by what its containers ask for.
package enum QualityOfService: String, Sendable {
    case guaranteed = "Guaranteed"
    case burstable = "Burstable"
    case bestEffort = "BestEffort"

    /// Only cpu and memory count, and a quantity of nothing does not.
    package init(of pod: JSON) {
        let containers = ["initContainers", "containers"].flatMap { pod.at("spec", $0)?.array ?? [] }
        var (isAsking, isGuaranteed) = (false, !containers.isEmpty)
        for container in containers {
            let (requests, limits) = (Self.amounts(container, "requests"), Self.amounts(container, "limits"))
            if !requests.isEmpty || !limits.isEmpty { isAsking = true }
            if limits.count < 2 || requests != limits { isGuaranteed = false }
        }
        self = isAsking ? isGuaranteed ? .guaranteed : .burstable : .bestEffort
    }

    private static func amounts(_ container: JSON, _ kind: String) -> [String: String] {
        var amounts: [String: String] = [:]
        for name in ["cpu", "memory"] {
            guard let amount = container.at("resources", kind, name) else { continue }
            let text = amount.string ?? amount.text()
            if text.contains(where: { ("1"..."9").contains($0) }) { amounts[name] = text }
        }
        return amounts
    }
}
