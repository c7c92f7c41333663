import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `RemoveClientIDFromOpenIDConnectProvider`: one that is not there is no mistake.
    var removeClientIDFromOpenIDConnectProvider: ServiceOperation {
        operation("RemoveClientIDFromOpenIDConnectProvider") { reader, _ in
            (provider: OIDCProviderRecord.readIdentifier(&reader), clientID: reader.clientID())
        } access: { input, view in
            view.target(OIDCProviderRecord.self, input.provider)
        } perform: { input, call in
            try await call.change(OIDCProviderRecord.self, input.provider) { provider, _ in
                provider.clientIDs.removeAll { $0 == input.clientID }
            }
            return nil
        }
    }
}
