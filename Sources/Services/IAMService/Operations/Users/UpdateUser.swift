import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import Store

extension IAMService {
    /// `UpdateUser`: another name or path; the keys, and the trust of roles that name the user, go along.
    var updateUser: ServiceOperation {
        operation("UpdateUser") { reader, _ in
            (
                user: UserRecord.readIdentifier(&reader),
                newName: reader.optionalName("NewUserName", atMost: 64),
                newPath: reader.string("NewPath", length: 1...512, pattern: .path)
            )
        } access: { input, view in
            let target = view.target(UserRecord.self, input.user)
            guard input.newName != nil || input.newPath != nil else { return target }
            let path = input.newPath ?? UserRecord.lookUp(input.user, in: view)?.path ?? "/"
            let renamed = view.newTarget(
                "user",
                path: path,
                name: input.newName ?? input.user,
                type: UserRecord.resourceType
            )
            return target.also("iam:UpdateUser", on: renamed.resource, keys: target.keys)
        } perform: { input, call in
            try await call.change { draft, view in
                let before = try view.find(UserRecord.self, input.user)
                var user = before
                user.name = input.newName ?? user.name
                user.path = input.newPath ?? user.path
                guard user.key == before.key || UserRecord.lookUp(user.name, in: view) == nil else {
                    throw Words.alreadyExists("User with name \(user.name) already exists.")
                }
                guard user != before else { return }
                if user.key != before.key { draft.remove(.users, key: before.key) }
                draft.put(user)
                for var key in view.snapshot.accessKeys(ofUser: before.name, account: view.account) {
                    key.userName = user.name
                    draft.put(key)
                }
                PrincipalReplacement(renamed: before, to: user.arn.description).apply(to: &draft, account: view.account)
            }
            return nil
        }
    }
}
