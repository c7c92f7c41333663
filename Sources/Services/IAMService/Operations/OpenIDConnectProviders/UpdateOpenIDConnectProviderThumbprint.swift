import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `UpdateOpenIDConnectProviderThumbprint`: replaces the whole list.
    var updateOpenIDConnectProviderThumbprint: ServiceOperation {
        let limits = limits
        return operation("UpdateOpenIDConnectProviderThumbprint") { reader, _ in
            let arn = OIDCProviderRecord.readIdentifier(&reader)
            let thumbprints = reader.thumbprints()
            if thumbprints == nil { reader.noteMissing("thumbprintList") }
            return (provider: arn, thumbprints: thumbprints ?? [])
        } access: { input, view in
            view.target(OIDCProviderRecord.self, input.provider)
        } perform: { input, call in
            let thumbprints = try Thumbprints(limits).checked(input.thumbprints)
            try await call.change(OIDCProviderRecord.self, input.provider) { provider, _ in
                provider.thumbprints = thumbprints
            }
            return nil
        }
    }
}
