import AWSProtocols
import Authorization

extension IAMService {
    /// `PutRolePermissionsBoundary` and `PutUserPermissionsBoundary`.
    func putPermissionsBoundary<Holder: PolicyHolder>(_ name: String, _ kind: Holder.Type) -> ServiceOperation {
        operation(name) { reader, _ in
            (holder: Holder.readIdentifier(&reader), boundary: reader.arn("PermissionsBoundary"))
        } access: { input, view in
            view.target(kind, input.holder).permissionsBoundary(input.boundary)
        } perform: { input, call in
            try await call.change(kind, input.holder) { holder, view in
                holder.permissionsBoundary = try view.usableBoundary(input.boundary)
            }
            return nil
        }
    }
}
