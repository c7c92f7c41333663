import AWSProtocols
import AWSVocabulary
import Directory
import IAMPolicy
import Store

/// Trust policies as calls bring them.
enum TrustPolicyText {
    /// Checks size, grammar, and that every AWS principal exists; federated providers and services need not.
    ///
    /// - Throws: `LimitExceeded` or `MalformedPolicyDocument`.
    static func check(_ text: String, in view: AccountView, _ limits: Limits) throws(Fault) {
        guard text.unicodeScalars.count <= limits.trustPolicySize else {
            throw Words.quota("ACLSizePerRole", limits.trustPolicySize)
        }
        let document = try PolicyText.parse(text, .trust)
        for principal in document.awsPrincipals {
            guard exists(principal, in: view.snapshot) else { throw Words.invalidPrincipal(principal) }
        }
    }

    /// Unique ids of deleted principals are not asked for: they mean nobody.
    private static func exists(_ principal: String, in snapshot: DirectorySnapshot) -> Bool {
        guard let arn = ARN(principal), arn.partition == "aws", arn.region.isEmpty, AccountID(arn.account) != nil
        else { return false }
        let parts = arn.resource.split(separator: "/", omittingEmptySubsequences: false)
        switch (arn.service, parts[0]) {
        case ("iam", "root"): return parts.count == 1
        case ("iam", "role"):
            return snapshot.role(String(arn.resourceName), account: arn.account)?.record.arn == arn
        case ("iam", "user"):
            return snapshot.user(String(arn.resourceName), account: arn.account)?.record.arn == arn
        case ("sts", "assumed-role"):
            return parts.count == 3 && !parts[2].isEmpty
                && snapshot.role(String(parts[1]), account: arn.account)?.record.name == String(parts[1])
        default: return false
        }
    }
}
