import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `GetRole`: one role; when it was last used is not kept, so `RoleLastUsed` is left out.
    var getRole: ServiceOperation {
        operation("GetRole", isReadOnly: true) { reader, _ in
            RoleRecord.readIdentifier(&reader)
        } access: { name, view in
            view.target(RoleRecord.self, name)
        } perform: { name, call in
            ["Role": .structure(RoleShape.full(try call.view.find(RoleRecord.self, name)))]
        }
    }
}
