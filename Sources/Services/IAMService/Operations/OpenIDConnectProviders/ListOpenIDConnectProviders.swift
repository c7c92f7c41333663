import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import Store

extension IAMService {
    /// `ListOpenIDConnectProviders`: the ARNs of the account's providers, all at once.
    var listOpenIDConnectProviders: ServiceOperation {
        operation("ListOpenIDConnectProviders", isReadOnly: true) { _, _ in
            true
        } access: { _, view in
            view.listTarget("oidc-provider")
        } perform: { _, call in
            let providers = call.view.snapshot.oidcProviders(account: call.view.account)
            return [
                "OpenIDConnectProviderList": .list(
                    providers.map(\.arn.description).sorted().map { .structure(["Arn": .string($0)]) }
                )
            ]
        }
    }
}
