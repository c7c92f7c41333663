import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `GetUser`: one user, without a name the caller.
    var getUser: ServiceOperation {
        operation("GetUser", isReadOnly: true) { reader, context in
            try context.userName(from: &reader)
        } access: { name, view in
            view.target(UserRecord.self, name)
        } perform: { name, call in
            ["User": .structure(UserShape.full(try call.view.find(UserRecord.self, name)))]
        }
    }
}
