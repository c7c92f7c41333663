import AWSVocabulary
import IAMPolicy
import JSONTree

/// libFuzzer's entry: whatever the bytes are, reading, evaluating, explaining and linting them does not trap.
///
/// What is printed reads back as the same policy, and a denial wins. `make fuzz` builds and runs it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    _ = EvaluationCase.answer(bytes)
    guard let tree = try? LocatedJSON(parsing: bytes) else { return 0 }
    precondition((try? JSON(parsing: tree.json.serialized())) == tree.json, "JSON does not survive printing")
    let text = String(decoding: bytes, as: UTF8.self)
    for kind in PolicyKind.allCases {
        _ = PolicyCheck.problems(in: text, kind: kind)
        guard let document = try? PolicyDocument(tree, kind: kind) else { continue }
        let printed = document.json
        guard let again = try? PolicyDocument(parsing: printed.text(), kind: kind) else {
            preconditionFailure("a policy does not read back: \(printed.text())")
        }
        precondition(again.json == printed, "a policy does not survive printing: \(printed.text())")
        for request in Requests.all { decide(request, document, kind) }
    }
    if let subject = try? LintSubject(name: "role", policy: tree, account: "111122223333", surroundings: .fuzzed) {
        _ = subject.patch(subject.findings)
    }
    return 0
}

/// The same decision from every place the policy can stand in, with all that is told about it.
private func decide(_ request: AuthorizationRequest, _ document: PolicyDocument, _ kind: PolicyKind) {
    let policy = AttachedPolicy(name: "fuzzed", document: document)
    var policies = PolicySet(identity: [Requests.everything])
    switch kind {
    case .identity: policies.identity = [policy]
    case .trust: policies.trust = policy
    case .resource: policies.resource = policy
    case .session: policies.session = [policy]
    case .boundary: policies.boundary = policy
    case .serviceControl: policies.serviceControl = [[policy]]
    case .resourceControl: policies.resourceControl = [[policy]]
    }
    let verdict = PolicyEvaluator.evaluate(request, policies: policies)
    _ = verdict.explanation
    _ = verdict.advice
    _ = verdict.denialSentence(callerARN: request.principal.description)
    policies.identity.append(Requests.denial)
    let denied = PolicyEvaluator.evaluate(request, policies: policies)
    // Strangers, services and providers bring no policies of their own.
    switch request.principal {
    case .user, .role, .roleSession: precondition(denied.decision == .explicitDeny, "a denial did not win")
    default: break
    }
}

private enum Requests {
    static let everything = policy(#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#)
    static let denial = policy(#"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#)

    private static func policy(_ text: String) -> AttachedPolicy {
        let document = try? PolicyDocument(parsing: text, kind: .identity)
        return AttachedPolicy(name: "fixed", document: document ?? .denyingEverything(kind: .identity))
    }

    static let all: [AuthorizationRequest] = [
        request("arn:aws:iam::111122223333:user/alice", "s3:GetObject", "arn:aws:s3:::b/k"),
        request("arn:aws:sts::111122223333:assumed-role/app/s1", "sts:AssumeRole", "arn:aws:iam::111122223333:role/r"),
        request(
            "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/AB",
            "sts:AssumeRoleWithWebIdentity",
            "arn:aws:iam::111122223333:role/r"
        ),
        request("pods.eks.amazonaws.com", "sts:TagSession", "arn:aws:iam::111122223333:role/r"),
        request("anonymous", "s3:ListBucket", "*"),
    ]

    private static func request(_ principal: String, _ action: String, _ resource: String) -> AuthorizationRequest {
        var keys = ContextKeys()
        for (name, values) in [
            ("aws:SourceIp", ["10.1.2.3"]), ("aws:CurrentTime", ["2026-11-24T12:00:00Z"]),
            ("aws:SecureTransport", ["true"]), ("aws:PrincipalTag/team", ["blue"]), ("aws:TagKeys", ["a", "b"]),
            ("aws:PrincipalArn", ["arn:aws:iam::111122223333:role/app"]), ("s3:max-keys", ["10"]), ("k", ["a"]),
            ("oidc.example.com/id/AB:sub", ["system:serviceaccount:prod:app"]),
            ("oidc.example.com/id/AB:aud", ["sts.amazonaws.com"]), ("empty", []), ("blank", [""]),
        ] { keys[name] = values }
        return AuthorizationRequest(
            principal: Principal(principal) ?? .anonymous,
            action: action,
            resource: resource,
            resourceAccount: nil,
            keys: keys
        )
    }
}

extension LintSurroundings {
    fileprivate static let fuzzed = LintSurroundings(serviceAccounts: ["prod/app", "default/web"], providers: [:])
}
