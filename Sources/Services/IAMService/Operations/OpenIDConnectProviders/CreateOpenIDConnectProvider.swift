import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import Store

extension IAMService {
    /// `CreateOpenIDConnectProvider`: an issuer whose tokens may take roles.
    ///
    /// Without thumbprints the issuer's own certificate is asked for, after the call was allowed and before anything is
    /// written.
    var createOpenIDConnectProvider: ServiceOperation {
        let (limits, thumbprints) = (limits, thumbprints)
        return operation("CreateOpenIDConnectProvider") { reader, _ in
            let input = NewProvider(&reader)
            // What the reader found wrong is told first.
            try reader.finish()
            guard let url = ProviderURL(input.url) else { throw Words.invalidProviderURL }
            return (new: input, url: url)
        } access: { input, view in
            view.newTarget("oidc-provider/", path: "", name: input.url.text, type: OIDCProviderRecord.resourceType)
                .requestTags(input.new.tags, tagging: "iam:TagOpenIDConnectProvider")
        } perform: { input, call in
            var provider = OIDCProviderRecord(
                account: call.view.account,
                url: input.url.text,
                clientIDs: try ClientIDs(limits).adding(input.new.clientIDs, to: []),
                thumbprints: try Thumbprints(limits).checked(input.new.thumbprints),
                createdAt: call.now,
                tags: try TagRules(OIDCProviderRecord.self, limits).adding(input.new.tags, to: [])
            )
            try call.view.checkIsNew(provider, sentAs: input.new.url, limits)
            if provider.thumbprints.isEmpty {
                provider.thumbprints = [try await thumbprints.thumbprint(of: input.url)]
            }
            let new = provider
            try await call.change { draft, view in
                try view.checkIsNew(new, sentAs: input.new.url, limits)
                draft.put(new)
            }
            return [
                "OpenIDConnectProviderArn": .string(new.arn.description),
                "Tags": TagShape.listIfAny(new.tags),
            ]
        }
    }
}

private struct NewProvider: Sendable {
    let url: String
    let clientIDs: [String]
    let thumbprints: [String]
    let tags: [Tag]

    init(_ reader: inout ParameterReader) {
        url = reader.requiredString("Url", length: 1...255)
        clientIDs = reader.clientIDs()
        thumbprints = reader.thumbprints() ?? []
        tags = reader.tags()
    }
}

extension AccountView {
    fileprivate func checkIsNew(_ provider: OIDCProviderRecord, sentAs url: String, _ limits: Limits) throws(Fault) {
        guard snapshot.oidcProvider(arn: provider.arn.description) == nil else {
            throw Words.alreadyExists("Provider with url \(url) already exists.")
        }
        guard snapshot.oidcProviders(account: account).count < limits.openIDConnectProviders else {
            throw Words.quota("OpenIdConnectProvidersPerAccount", limits.openIDConnectProviders)
        }
    }
}

extension ThumbprintSource {
    /// The thumbprint of a provider's certificate.
    ///
    /// - Throws: `OpenIdIdpCommunicationError`; the reason is for the log.
    fileprivate func thumbprint(of url: ProviderURL) async throws(Fault) -> String {
        do {
            return try await topCertificateThumbprint(host: url.host, port: url.port)
        } catch {
            throw Fault(
                "OpenIdIdpCommunicationError",
                status: 400,
                "IAM cannot connect to the OpenID Connect identity provider https://\(url.text)",
                log: "no certificate from \(url.host):\(url.port): \(error)"
            )
        }
    }
}
