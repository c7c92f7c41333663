import AWSProtocols
import Authorization
import Directory
import Store

extension IAMService {
    /// `ListAccessKeys`: a user's keys without their secrets; without a name the caller's.
    var listAccessKeys: ServiceOperation {
        operation("ListAccessKeys", isReadOnly: true) { reader, context in
            (user: try context.userName(from: &reader), page: reader.page())
        } access: { input, view in
            view.target(UserRecord.self, input.user)
        } perform: { input, call in
            let user = try call.view.find(UserRecord.self, input.user)
            let keys = call.view.snapshot.accessKeys(ofUser: user.name, account: call.view.account)
            return try input.page.page(of: keys, key: \.id).output("AccessKeyMetadata") {
                .structure(AccessKeyShape.of($0))
            }
        }
    }
}
