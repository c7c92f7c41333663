import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import Store

extension IAMService {
    /// `CreateRole`: a role with its trust policy.
    var createRole: ServiceOperation {
        let (limits, ids) = (limits, ids)
        return operation("CreateRole") { reader, _ in
            NewRole(&reader)
        } access: { input, view in
            view.newTarget("role", path: input.path, name: input.name, type: RoleRecord.resourceType)
                .permissionsBoundary(input.boundary)
                .requestTags(input.tags, tagging: "iam:TagRole")
        } perform: { input, call in
            let role = try await call.change { draft, view in
                guard RoleRecord.lookUp(input.name, in: view) == nil else {
                    throw Words.alreadyExists("Role with name \(input.name) already exists.")
                }
                try TrustPolicyText.check(input.trustPolicy, in: view, limits)
                guard view.snapshot.roles(account: view.account).count < limits.roles else {
                    throw Words.quota("RolesPerAccount", limits.roles)
                }
                let role = RoleRecord(
                    account: view.account,
                    name: input.name,
                    path: input.path,
                    id: ids.uniqueID(.role),
                    createdAt: call.now,
                    description: input.description,
                    maxSessionDuration: input.maxSessionDuration,
                    trustPolicy: input.trustPolicy,
                    permissionsBoundary: try view.usableBoundary(input.boundary),
                    tags: try TagRules(RoleRecord.self, limits).adding(input.tags, to: [])
                )
                draft.put(role)
                return role
            }
            return ["Role": .structure(RoleShape.full(role))]
        }
    }
}

private struct NewRole: Sendable {
    let name: String
    let path: String
    let trustPolicy: String
    let description: String?
    let maxSessionDuration: Int
    let boundary: String?
    let tags: [Tag]

    init(_ reader: inout ParameterReader) {
        name = RoleRecord.readIdentifier(&reader)
        path = reader.path()
        trustPolicy = reader.document("AssumeRolePolicyDocument")
        description = reader.description()
        maxSessionDuration = reader.integer("MaxSessionDuration", range: 3600...43_200) ?? 3600
        boundary = reader.optionalARN("PermissionsBoundary")
        tags = reader.tags()
    }
}
