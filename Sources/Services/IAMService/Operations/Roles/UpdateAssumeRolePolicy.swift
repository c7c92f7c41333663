import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `UpdateAssumeRolePolicy`: replaces the trust policy.
    var updateAssumeRolePolicy: ServiceOperation {
        let limits = limits
        return operation("UpdateAssumeRolePolicy") { reader, _ in
            (role: RoleRecord.readIdentifier(&reader), document: reader.document())
        } access: { input, view in
            view.target(RoleRecord.self, input.role)
        } perform: { input, call in
            try await call.change(RoleRecord.self, input.role) { role, view in
                try TrustPolicyText.check(input.document, in: view, limits)
                role.trustPolicy = input.document
            }
            return nil
        }
    }
}
