import AWSProtocols
import Authorization
import Directory
import Store

extension IAMService {
    /// `ListRoles`: the account's roles under a path.
    var listRoles: ServiceOperation {
        operation("ListRoles", isReadOnly: true) { reader, _ in
            (prefix: reader.pathPrefix(), page: reader.page())
        } access: { input, view in
            view.listTarget("role", prefix: input.prefix)
        } perform: { input, call in
            let roles = call.view.snapshot.roles(account: call.view.account)
                .map(\.record)
                .filter { $0.path.hasPrefix(input.prefix) }
            return try input.page.page(of: roles, key: \.name).output("Roles") { .structure(RoleShape.listed($0)) }
        }
    }
}
