import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import Store

extension IAMService {
    /// `CreatePolicy`: a managed policy whose first version is in force.
    var createPolicy: ServiceOperation {
        let (limits, ids) = (limits, ids)
        return operation("CreatePolicy") { reader, _ in
            NewPolicy(&reader)
        } access: { input, view in
            view.newPolicyTarget(path: input.path, name: input.name)
                .requestTags(input.tags, tagging: "iam:TagPolicy")
        } perform: { input, call in
            try PolicyText.checkManaged(input.document, limits)
            let policy = try await call.change { draft, view in
                let policies = view.snapshot.customerPolicies(account: view.account)
                let folded = input.name.lowercased()
                guard !policies.contains(where: { $0.name.lowercased() == folded }) else {
                    throw Words.alreadyExists(
                        "A policy called \(input.name) already exists. Duplicate names are not allowed."
                    )
                }
                guard policies.count < limits.customerPolicies else {
                    throw Words.quota("PoliciesPerAccount", limits.customerPolicies)
                }
                let policy = ManagedPolicyRecord(
                    account: view.account,
                    name: input.name,
                    path: input.path,
                    id: ids.uniqueID(.managedPolicy),
                    description: input.description,
                    createdAt: call.now,
                    updatedAt: call.now,
                    versions: [PolicyVersionRecord(number: 1, document: input.document, createdAt: call.now)],
                    defaultVersion: 1,
                    nextVersion: 2,
                    tags: try TagRules(ManagedPolicyRecord.self, limits).adding(input.tags, to: [])
                )
                draft.put(policy)
                return policy
            }
            return ["Policy": .structure(PolicyShape.created(policy))]
        }
    }
}

private struct NewPolicy: Sendable {
    let name: String
    let path: String
    let document: String
    let description: String?
    let tags: [Tag]

    init(_ reader: inout ParameterReader) {
        name = reader.name("PolicyName", atMost: 128)
        path = reader.path()
        document = reader.document()
        description = reader.description()
        tags = reader.tags()
    }
}

extension AccountView {
    /// Named by its ARN in audit records, as every policy is.
    fileprivate func newPolicyTarget(path: String, name: String) -> AccessTarget {
        let arn = ARN(service: "iam", account: account, resource: "policy\(path)\(name)").description
        return AccessTarget(arn, type: ManagedPolicyRecord.resourceType, name: arn)
    }
}
