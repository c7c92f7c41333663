import Authorization
import Store

extension IAMService {
    /// `UntagOpenIDConnectProvider`: removes tags.
    var untagOpenIDConnectProvider: ServiceOperation { untag("UntagOpenIDConnectProvider", OIDCProviderRecord.self) }
}
