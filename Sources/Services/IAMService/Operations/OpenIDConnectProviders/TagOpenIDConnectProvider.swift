import Authorization
import Store

extension IAMService {
    /// `TagOpenIDConnectProvider`: adds and overwrites tags.
    var tagOpenIDConnectProvider: ServiceOperation { tag("TagOpenIDConnectProvider", OIDCProviderRecord.self) }
}
