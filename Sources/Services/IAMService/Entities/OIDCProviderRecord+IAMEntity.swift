import AWSProtocols
import AWSVocabulary
import Directory
import Store

extension OIDCProviderRecord: IAMEntity {
    static let resourceType = "AWS::IAM::OpenIDConnectProvider"
    static let foldsTagKeys = false

    static func readIdentifier(_ reader: inout ParameterReader) -> String { reader.arn("OpenIDConnectProviderArn") }

    /// An ARN whose host names no port also finds the only provider of that host and path that has one.
    ///
    /// Some clients drop the port when they derive the ARN from a cluster's issuer.
    static func lookUp(_ identifier: String, in view: AccountView) -> OIDCProviderRecord? {
        guard let arn = ARN(identifier), arn.account == view.account else { return nil }
        if let provider = view.snapshot.oidcProvider(arn: identifier) { return provider }
        guard arn.service == "iam", arn.partition == "aws" else { return nil }
        let portless = view.snapshot.oidcProviders(account: view.account).filter { provider in
            ProviderURL("https://" + provider.url).map { "oidc-provider/" + $0.portless == arn.resource } ?? false
        }
        return portless.count == 1 ? portless[0] : nil
    }

    static func notFound(_ identifier: String, account: String) -> Fault { Words.noProvider(identifier) }

    static func expectedARN(of identifier: String, account: String) -> String { identifier }
}
