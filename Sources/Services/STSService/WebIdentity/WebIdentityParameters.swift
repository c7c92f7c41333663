import AWSProtocols
import JSONTree
import RoleSessions

/// The parameters of `AssumeRoleWithWebIdentity`.
struct WebIdentityParameters: Sendable {
    private static let tokenLength = 4...20_000

    let common: AssumeParameters
    let token: String

    init(from reader: inout ParameterReader) {
        common = AssumeParameters(from: &reader)
        token = Self.token(from: &reader)
        // Providers of OAuth 2.0 access tokens are named here; there are none, and OIDC tokens name their issuer.
        if let provider = reader.string("ProviderId", length: 4...2048) {
            reader.note(value: provider, at: "providerId", constraint: "Member must be null for OpenID Connect tokens")
        }
    }

    /// Not read like other texts, because a message about it would show a part of it.
    private static func token(from reader: inout ParameterReader) -> String {
        guard let text = reader.string("WebIdentityToken") else {
            reader.noteMissing("WebIdentityToken")
            return ""
        }
        let count = text.utf8.count
        if count < tokenLength.lowerBound {
            reader.note(
                value: "***",
                at: "webIdentityToken",
                constraint: "Member must have length greater than or equal to \(tokenLength.lowerBound)"
            )
        } else if count > tokenLength.upperBound {
            reader.note(
                value: "***",
                at: "webIdentityToken",
                constraint: "Member must have length less than or equal to \(tokenLength.upperBound)"
            )
        }
        return text
    }

    /// What the audit record shows of them: all but the token.
    var audited: JSON {
        var object: JSONObject = [
            "roleArn": .string(common.roleARN), "roleSessionName": .string(common.sessionName),
        ]
        if let duration = common.duration { object["durationSeconds"] = .number(JSONNumber(duration)) }
        if let document = common.policy.document { object["policy"] = .string(document) }
        if !common.policy.arns.isEmpty {
            object["policyArns"] = .array(common.policy.arns.map { ["arn": .string($0)] })
        }
        return .object(object)
    }
}
