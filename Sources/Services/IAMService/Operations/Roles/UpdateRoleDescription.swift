import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `UpdateRoleDescription`: the older way to change a description; answers the role.
    var updateRoleDescription: ServiceOperation {
        operation("UpdateRoleDescription") { reader, _ in
            (
                role: RoleRecord.readIdentifier(&reader),
                description: reader.requiredString("Description", length: 0...1000, pattern: .iamDescription)
            )
        } access: { input, view in
            view.target(RoleRecord.self, input.role)
        } perform: { input, call in
            let role = try await call.change(RoleRecord.self, input.role) { role, _ in
                role.description = input.description
            }
            return ["Role": .structure(RoleShape.full(role))]
        }
    }
}
