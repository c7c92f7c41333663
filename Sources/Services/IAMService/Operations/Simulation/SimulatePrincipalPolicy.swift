import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import IAMPolicy
import Store

extension IAMService {
    /// `SimulatePrincipalPolicy`: what a user or role may do, with its own policies and those that the call adds.
    var simulatePrincipalPolicy: ServiceOperation {
        operation("SimulatePrincipalPolicy", isReadOnly: true) { reader, _ in
            (source: reader.arn("PolicySourceArn"), simulated: SimulationInput(from: &reader, needsPolicies: false))
        } access: { input, _ in
            AccessTarget(input.source)
        } perform: { input, call in
            let source = try PolicySource(input.source, in: call.view)
            return try Simulation(
                input.simulated,
                source: source.simulated(callerARN: input.simulated.callerARN),
                view: call.view,
                now: call.now
            ).output()
        }
    }
}

/// A user or role whose policies are looked at.
struct PolicySource: Sendable {
    let permissions: Permissions
    private let arn: ARN
    private let account: AccountID
    private let tags: [Tag]
    private let id: String
    private let isRole: Bool

    /// - Throws: `InvalidInput` for what is no ARN of a user or role, `NoSuchEntity`.
    init(_ text: String, in view: AccountView) throws(Fault) {
        guard let arn = ARN(text), arn.service == "iam", let account = AccountID(view.account),
            arn.resource.hasPrefix("user/") || arn.resource.hasPrefix("role/")
        else { throw Words.invalidInput("\(text) is not the ARN of a user or role.") }
        let name = String(arn.resourceName)
        if arn.resource.hasPrefix("role/") {
            let entry = view.snapshot.role(name, account: arn.account)
            guard arn.account == view.account, let entry, entry.record.arn == arn else {
                throw RoleRecord.notFound(name, account: view.account)
            }
            permissions = view.snapshot.permissions(of: entry)
            (tags, id, isRole) = (entry.record.tags, entry.record.id, true)
        } else {
            let entry = view.snapshot.user(name, account: arn.account)
            guard arn.account == view.account, let entry, entry.record.arn == arn else {
                throw UserRecord.notFound(name, account: view.account)
            }
            permissions = view.snapshot.permissions(of: entry)
            (tags, id, isRole) = (entry.record.tags, entry.record.id, false)
        }
        self.arn = arn
        self.account = account
    }

    /// The source as a simulation has it; another caller is named by its ARN.
    ///
    /// - Throws: `InvalidInput` for a caller that is none.
    func simulated(callerARN: String?) throws(Fault) -> Simulation.Source {
        var keys = ContextKeys()
        keys["aws:PrincipalArn"] = [arn.description]
        keys["aws:PrincipalAccount"] = [account.description]
        keys["aws:PrincipalType"] = [isRole ? "AssumedRole" : "User"]
        if isRole {
            keys["aws:userid"] = ["\(id):simulated"]
        } else {
            keys["aws:userid"] = [id]
            keys["aws:username"] = [String(arn.resourceName)]
        }
        for tag in tags { keys["aws:PrincipalTag/\(tag.key)"] = [tag.value] }
        let own: Principal = isRole ? .role(arn: arn, account: account) : .user(arn: arn, account: account)
        return Simulation.Source(
            principal: try callerARN.map { text throws(Fault) in try IAMService.principal(text) } ?? own,
            policies: PolicySet(identity: permissions.identity, boundary: permissions.boundary),
            keys: keys,
            holder: isRole ? "role" : "user"
        )
    }
}
