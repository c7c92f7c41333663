extension Verdict {
    /// AWS's sentence for the caller; actions that know no resources leave the resource out.
    package func denialSentence(callerARN: String) -> String {
        let place = request.resource == "*" ? "" : " on resource: \(request.resource)"
        return "User: \(callerARN) is not authorized to perform: \(request.action)\(place) \(denialContext)"
    }

    /// Which kind of policy stood in the way, in AWS's words.
    private var denialContext: String {
        switch reason {
        case .allowed: ""
        case .denied(let kind): "with an explicit deny in \(Verdict.articled(kind))"
        case .notAllowed(let kind):
            "because no \(Verdict.name(kind)) allows the \(request.action) action"
        }
    }

    static func name(_ kind: PolicyKind) -> String {
        switch kind {
        case .identity: "identity-based policy"
        case .resource: "resource-based policy"
        case .session: "session policy"
        case .boundary: "permissions boundary"
        case .trust: "role trust policy"
        case .serviceControl: "service control policy"
        case .resourceControl: "resource control policy"
        }
    }

    static func articled(_ kind: PolicyKind) -> String {
        switch kind {
        case .identity: "an identity-based policy"
        case .trust: "the role trust policy"
        default: "a " + name(kind)
        }
    }
}
