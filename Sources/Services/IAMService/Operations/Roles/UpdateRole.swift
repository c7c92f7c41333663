import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `UpdateRole`: description and longest session of a role.
    var updateRole: ServiceOperation {
        operation("UpdateRole") { reader, _ in
            (
                role: RoleRecord.readIdentifier(&reader),
                description: reader.description(),
                maxSessionDuration: reader.integer("MaxSessionDuration", range: 3600...43_200)
            )
        } access: { input, view in
            view.target(RoleRecord.self, input.role)
        } perform: { input, call in
            try await call.change(RoleRecord.self, input.role) { role, _ in
                if let description = input.description { role.description = description }
                if let duration = input.maxSessionDuration { role.maxSessionDuration = duration }
            }
            return [:]
        }
    }
}
