import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `AddClientIDToOpenIDConnectProvider`: adding twice is once.
    var addClientIDToOpenIDConnectProvider: ServiceOperation {
        let limits = limits
        return operation("AddClientIDToOpenIDConnectProvider") { reader, _ in
            (provider: OIDCProviderRecord.readIdentifier(&reader), clientID: reader.clientID())
        } access: { input, view in
            view.target(OIDCProviderRecord.self, input.provider)
        } perform: { input, call in
            try await call.change(OIDCProviderRecord.self, input.provider) { provider, _ in
                provider.clientIDs = try ClientIDs(limits).adding([input.clientID], to: provider.clientIDs)
            }
            return nil
        }
    }
}
