import AWSProtocols
import AWSVocabulary
import RoleSessions

/// The parameters that every way of assuming a role has.
struct AssumeParameters: Sendable {
    private static let roleARNLength = 20...2048
    private static let durations = 900...43_200

    /// As it was sent; `target` says whether it is a role's.
    let roleARN: String
    let sessionName: String
    /// Seconds; nil if it was left out.
    let duration: Int?
    let policy: SessionPolicyParameters

    init(from reader: inout ParameterReader) {
        roleARN = reader.requiredString("RoleArn", length: Self.roleARNLength)
        sessionName = reader.requiredString("RoleSessionName", length: 2...64, pattern: .roleSessionName)
        duration = reader.integer("DurationSeconds", range: Self.durations)
        policy = SessionPolicyParameters(from: &reader)
    }

    /// The ARN of the role to take.
    ///
    /// - Throws: `ValidationError` unless it has the form `arn:<partition>:iam::<12 digits>:role/…`.
    func target() throws(Fault) -> RoleTarget {
        guard let arn = ARN(roleARN), arn.service == "iam", arn.region.isEmpty, let account = AccountID(arn.account),
            arn.resource.utf8.starts(with: "role/".utf8), arn.resource.utf8.last != UInt8(ascii: "/")
        else { throw Words.invalidRoleARN }
        return RoleTarget(arn: arn, account: account)
    }
}
