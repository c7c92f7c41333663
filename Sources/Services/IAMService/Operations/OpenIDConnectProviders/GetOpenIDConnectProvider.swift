import AWSProtocols
import Ambient
import Authorization
import Store

extension IAMService {
    /// `GetOpenIDConnectProvider`: one provider, its URL without the scheme.
    var getOpenIDConnectProvider: ServiceOperation {
        operation("GetOpenIDConnectProvider", isReadOnly: true) { reader, _ in
            OIDCProviderRecord.readIdentifier(&reader)
        } access: { arn, view in
            view.target(OIDCProviderRecord.self, arn)
        } perform: { arn, call in
            let provider = try call.view.find(OIDCProviderRecord.self, arn)
            return [
                "Url": .string(provider.url),
                "ClientIDList": .list(provider.clientIDs.map(WireValue.string)),
                "ThumbprintList": .list(provider.thumbprints.map(WireValue.string)),
                "CreateDate": .timestamp(provider.createdAt),
                "Tags": TagShape.list(provider.tags),
            ]
        }
    }
}
