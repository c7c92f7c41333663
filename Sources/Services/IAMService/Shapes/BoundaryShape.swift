import AWSProtocols

/// The `PermissionsBoundary` of a role or user.
enum BoundaryShape {
    /// Nil if it has none.
    static func of(_ holder: some PolicyHolder) -> WireValue? {
        holder.permissionsBoundary.map { arn in
            .structure(["PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": .string(arn)])
        }
    }
}
