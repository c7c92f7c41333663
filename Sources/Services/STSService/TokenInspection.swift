package import AWSVocabulary
package import Ambient
import Directory
import IdentityTokens
package import JSONTree
import RoleSessions
import Store

extension STSService {
    /// Says of a token whether an exchange would believe it, by the same checks, and what it holds.
    ///
    /// One object: `verifies`, the header and the claims if they can be read, the key that signed, and the refusal. Neither
    /// the token nor its signature is in it.
    package func inspect(token text: String, account: AccountID, now: Timestamp) async -> JSON {
        let snapshot = directory.snapshot
        var object: JSONObject = ["verifies": false]
        if let contents = try? UnverifiedToken.contents(of: text) {
            object["header"] = .object(contents.header)
            object["claims"] = .object(contents.payload)
        }
        do throws(TokenRefusal) {
            let identity = try await verifier.verify(text, account: account, now: now, in: snapshot)
            object["verifies"] = true
            object["provider"] = .string(identity.providerARN)
            object["audience"] = .string(identity.audience)
        } catch {
            object["refusal"] = error.explanation
        }
        if let token = try? UnverifiedToken(parsing: text) {
            object["expiresIn"] = .number(JSONNumber(Int(token.claims.expiresAt.seconds - now.seconds)))
            object["signature"] = await signature(of: token, account: account, in: snapshot)
        }
        return .object(object)
    }

    /// Whether the signature is of the key that the token names, whatever else is wrong with the token.
    private func signature(of token: UnverifiedToken, account: AccountID, in snapshot: DirectorySnapshot) async -> JSON
    {
        var object: JSONObject = ["isValid": false]
        if let id = token.keyID { object["kid"] = .string(id.description) }
        let issuer = token.claims.issuer
        let provider = snapshot.oidcProvider(issuer: issuer, account: account.description)
        let cluster = snapshot.cluster(issuer: issuer)
        if let cluster {
            object["cluster"] = .string(cluster.name)
            if let id = token.keyID, let record = snapshot.signingKey(id.description), record.clusterKey == cluster.key
            {
                object["keyState"] = .string(record.state.rawValue)
            }
        }
        do throws(TokenRejection) {
            let key: VerificationKey
            if let cluster {
                key = try verifier.ownKeys.key(of: token, cluster: cluster, in: snapshot)
            } else if let provider {
                key = try await verifier.key(of: token, provider: provider, in: snapshot).0
            } else {
                object["problem"] = "nobody here knows the issuer's keys"
                return .object(object)
            }
            try TokenVerification.checkSignature(of: token, with: key)
            object["isValid"] = true
        } catch {
            object["problem"] = .string(TokenRefusal.summary(of: error))
        }
        return .object(object)
    }
}
