import AWSVocabulary
import Ambient
import SessionCredentials
import Testing

@testable import ServiceModel

/// Who a caller is, as `GetCallerIdentity` answers it.
struct CallerTests {
    private static func session(_ principal: SessionPrincipal) -> Caller {
        .session(
            OpenedSession(
                claims: SessionClaims(
                    accessKeyID: "ASIAEXAMPLE000000001",
                    account: "111122223333",
                    principal: principal,
                    sessionName: "web",
                    issuedAt: Timestamp(seconds: 1),
                    expiresAt: Timestamp(seconds: 2)
                ),
                secret: Secret("hush")
            )
        )
    }

    private static let user = Caller.user(
        UserCaller(
            account: "111122223333",
            id: "AIDAEXAMPLE",
            name: "alice",
            path: "/team/",
            accessKeyID: "AKIAEXAMPLE000000001"
        )
    )

    struct Row: Sendable {
        let caller: Caller
        let account: String?
        let accessKeyID: String?
        let arn: String?
        let userID: String?
    }

    @Test(arguments: [
        Row(caller: .anonymous, account: nil, accessKeyID: nil, arn: nil, userID: nil),
        Row(
            caller: user,
            account: "111122223333",
            accessKeyID: "AKIAEXAMPLE000000001",
            arn: "arn:aws:iam::111122223333:user/team/alice",
            userID: "AIDAEXAMPLE"
        ),
        // A user's own session is the user; a role's names the session, and not the role's path.
        Row(
            caller: session(.user(id: "AIDAEXAMPLE", name: "alice", path: "/team/")),
            account: "111122223333",
            accessKeyID: "ASIAEXAMPLE000000001",
            arn: "arn:aws:iam::111122223333:user/team/alice",
            userID: "AIDAEXAMPLE"
        ),
        Row(
            caller: session(.role(id: "AROAEXAMPLE", name: "app", path: "/team/")),
            account: "111122223333",
            accessKeyID: "ASIAEXAMPLE000000001",
            arn: "arn:aws:sts::111122223333:assumed-role/app/web",
            userID: "AROAEXAMPLE:web"
        ),
    ])
    func `a caller is nobody, a user, or a session of a user or a role`(_ row: Row) {
        #expect(row.caller.account == row.account)
        #expect(row.caller.accessKeyID == row.accessKeyID)
        #expect(row.caller.arn == row.arn)
        #expect(row.caller.userID == row.userID)
    }

    @Test func `a caller prints no secret`() {
        #expect(!"\(Self.session(.role(id: "AROA", name: "app", path: "/")))".contains("hush"))
    }
}
