import AWSProtocols
import Authorization
import Directory
import Store

extension IAMService {
    /// `DeleteAccessKey`: the key is worth nothing from the next call on.
    var deleteAccessKey: ServiceOperation {
        operation("DeleteAccessKey") { reader, context in
            (
                user: try context.userName(from: &reader),
                key: reader.requiredString("AccessKeyId", length: 16...128, pattern: .iamAccessKeyID)
            )
        } access: { input, view in
            view.target(UserRecord.self, input.user)
        } perform: { input, call in
            try await call.change { draft, view in
                let key = try view.accessKey(input.key, of: input.user)
                draft.remove(.accessKeys, key: key.key)
            }
            return nil
        }
    }
}
