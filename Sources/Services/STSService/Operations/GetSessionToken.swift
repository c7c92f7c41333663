import AWSProtocols
import AWSVocabulary
import Authorization
import JSONTree
import RoleSessions
import ServiceModel

extension STSService {
    private static let sessionTokenDurations = 900...129_600
    private static let defaultSessionTokenDuration = 43_200

    /// Gives a user temporary credentials of its own; no policy can deny that.
    var getSessionToken: ServiceOperation {
        let mint = mint
        return ServiceOperation(
            Operation("GetSessionToken", .sts, isReadOnly: true, action: nil),
            prepare: { call in
                var reader = ParameterReader(call.input)
                let duration = reader.integer("DurationSeconds", range: Self.sessionTokenDurations)
                let device = reader.string("SerialNumber", length: 9...256)
                let code = reader.string("TokenCode", length: 6...6)
                try reader.finish()
                guard case .user(let user) = call.context.caller else { throw Words.sessionTokenForSession }
                guard let account = AccountID(user.account) else { throw Fault(.unknownCredentials) }
                // A second factor that nobody can check must not count as checked.
                guard device == nil, code == nil else { throw Words.noSuchDevice }
                let request = UserSessionRequest(
                    user: user,
                    account: account,
                    duration: duration ?? Self.defaultSessionTokenDuration
                )
                return (.none, request)
            },
            perform: { authorized, request in
                let credentials = try mint.mint(
                    request,
                    now: authorized.context.receivedAt
                )
                return .output(
                    ["Credentials": .structure(credentials.output)],
                    audit: AuditDetails(responseElements: ["credentials": credentials.audited])
                )
            }
        )
    }
}
