import Authorization
import Store

extension IAMService {
    /// `ListOpenIDConnectProviderTags`: the tags.
    var listOpenIDConnectProviderTags: ServiceOperation {
        listTags("ListOpenIDConnectProviderTags", OIDCProviderRecord.self)
    }
}
