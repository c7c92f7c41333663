import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import Store

extension IAMService {
    /// `CreateUser`: a user without policies or keys.
    var createUser: ServiceOperation {
        let (limits, ids) = (limits, ids)
        return operation("CreateUser") { reader, _ in
            (
                name: UserRecord.readIdentifier(&reader),
                path: reader.path(),
                boundary: reader.optionalARN("PermissionsBoundary"),
                tags: reader.tags()
            )
        } access: { input, view in
            view.newTarget("user", path: input.path, name: input.name, type: UserRecord.resourceType)
                .permissionsBoundary(input.boundary)
                .requestTags(input.tags, tagging: "iam:TagUser")
        } perform: { input, call in
            let user = try await call.change { draft, view in
                guard UserRecord.lookUp(input.name, in: view) == nil else {
                    throw Words.alreadyExists("User with name \(input.name) already exists.")
                }
                guard view.snapshot.users(account: view.account).count < limits.users else {
                    throw Words.quota("UsersPerAccount", limits.users)
                }
                let user = UserRecord(
                    account: view.account,
                    name: input.name,
                    path: input.path,
                    id: ids.uniqueID(.user),
                    createdAt: call.now,
                    permissionsBoundary: try view.usableBoundary(input.boundary),
                    tags: try TagRules(UserRecord.self, limits).adding(input.tags, to: [])
                )
                draft.put(user)
                return user
            }
            return ["User": .structure(UserShape.full(user))]
        }
    }
}
