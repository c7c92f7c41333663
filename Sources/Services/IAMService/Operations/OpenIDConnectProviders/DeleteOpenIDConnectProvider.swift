import AWSProtocols
import Authorization
import Directory
import Store

extension IAMService {
    /// `DeleteOpenIDConnectProvider`: also for one that is gone; roles that trust it stay as they are.
    var deleteOpenIDConnectProvider: ServiceOperation {
        operation("DeleteOpenIDConnectProvider") { reader, _ in
            OIDCProviderRecord.readIdentifier(&reader)
        } access: { arn, view in
            view.target(OIDCProviderRecord.self, arn)
        } perform: { arn, call in
            try await call.change { draft, view in
                guard let provider = OIDCProviderRecord.lookUp(arn, in: view) else { return }
                draft.remove(.oidcProviders, key: provider.key)
            }
            return nil
        }
    }
}
