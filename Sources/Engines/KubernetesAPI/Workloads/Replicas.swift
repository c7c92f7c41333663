package import JSONTree

/// How many pods a deployment or a scale wants (`spec.replicas`, an int32 in Kubernetes).
package enum Replicas {
    package static let most = Int(Int32.max)

    /// One if it does not say; never more than can be counted with.
    package static func wanted(by object: JSON) -> Int {
        max(0, min(object.at("spec", "replicas")?.integer ?? 1, most))
    }

    /// A number, or a percentage of the wanted pods; 0 for anything else.
    package static func share(_ value: JSON?, of wanted: Int, roundsUp: Bool) -> Int {
        if let number = value?.integer { return max(0, min(number, most)) }
        guard let text = value?.string, text.hasSuffix("%"), let percent = Int(text.dropLast()),
            (0...100).contains(percent)
        else { return 0 }
        let product = wanted * percent
        return roundsUp ? (product + 99) / 100 : product / 100
    }
}
