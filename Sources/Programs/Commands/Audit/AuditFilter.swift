import AWSProtocols
import ArgumentParser
import JSONTree

/// Which records are wanted; every option that is given must hold.
struct AuditFilter: ParsableArguments {
    @Option(name: .customLong("pod"), help: ArgumentHelp("Calls of one pod.", valueName: "namespace/name"))
    var pod: String?

    @Option(name: .customLong("role"), help: ArgumentHelp("Calls about a role, or by one.", valueName: "arn"))
    var role: String?

    @Flag(name: .customLong("denied"), help: "Only calls not permitted, or of callers who did not prove who they are.")
    var isDenied = false

    @Flag(name: .customLong("findings"), help: "Only calls with a finding, such as a token from two nodes.")
    var hasFinding = false

    func validate() throws {
        if let pod, pod.split(separator: "/", omittingEmptySubsequences: false).count != 2 {
            throw ValidationError("--pod takes NAMESPACE/NAME, for example default/my-app-0, not \(pod)")
        }
        if let role, !(role.hasPrefix("arn:") && role.contains(":role/")) {
            throw ValidationError(
                "--role takes the ARN of a role, for example arn:aws:iam::111122223333:role/app, not \(role)"
            )
        }
    }

    /// Whether a call failed because of who called: by its code, or by a decision that is no mistake in its parameters.
    private static func isDenial(_ event: JSON, _ explanation: JSON?) -> Bool {
        guard let code = event["errorCode"]?.string else { return false }
        if CommonFault.denialCodes.contains(code) { return true }
        return explanation?["decision"] == "Deny" && explanation?["problem"] == nil
    }

    /// Whether a line of the journal is one of those.
    func admits(_ line: JSON) -> Bool {
        guard let event = line["event"] else { return false }
        if isDenied, !Self.isDenial(event, line["explanation"]) { return false }
        if hasFinding, event["additionalEventData"]?["podIdentity"]?["finding"] == nil { return false }
        if let pod, AuditPod(event)?.name != pod { return false }
        guard let role else { return true }
        let named = (event["resources"]?.array ?? []).contains { $0["ARN"]?.string == role }
        return named || event["userIdentity"]?["sessionContext"]?["sessionIssuer"]?["arn"]?.string == role
    }
}

/// The pod that a call was made by.
struct AuditPod: Sendable {
    /// Namespace and name, with a slash between them.
    let name: String

    /// Nil if the event names none.
    init?(_ event: JSON) {
        guard let pod = event["additionalEventData"]?["podIdentity"], let namespace = pod["namespace"]?.string,
            let name = pod["podName"]?.string
        else { return nil }
        self.name = "\(namespace)/\(name)"
    }
}
