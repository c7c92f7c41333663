import AWSProtocols
import Authorization
import Directory
import Store

extension IAMService {
    /// `ListUsers`: the account's users under a path.
    var listUsers: ServiceOperation {
        operation("ListUsers", isReadOnly: true) { reader, _ in
            (prefix: reader.pathPrefix(), page: reader.page())
        } access: { input, view in
            view.listTarget("user", prefix: input.prefix)
        } perform: { input, call in
            let users = call.view.snapshot.users(account: call.view.account)
                .map(\.record)
                .filter { $0.path.hasPrefix(input.prefix) }
            return try input.page.page(of: users, key: \.name).output("Users") { .structure(UserShape.listed($0)) }
        }
    }
}
