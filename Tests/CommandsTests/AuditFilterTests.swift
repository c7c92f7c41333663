import ArgumentParser
import JSONTree
import Testing

@testable import Commands

/// Which records `lanyard audit` shows.
struct AuditFilterTests {
    private static let role = "arn:aws:iam::111122223333:role/app"
    private static let lines = [
        "plain": #"{"event":{"eventName":"AssumeRole"}}"#,
        "refused": #"{"event":{"eventName":"AssumeRole","errorCode":"AccessDenied"}}"#,
        "absent": #"{"event":{"errorCode":"ResourceNotFoundException"}}"#,
        "mistaken": #"{"event":{"errorCode":"ValidationError"},"explanation":{"decision":"Deny","problem":"x"}}"#,
        "forged": #"{"event":{"errorCode":"InvalidIdentityToken"},"explanation":{"decision":"Deny"}}"#,
        "unassociated": #"{"event":{"errorCode":"ResourceNotFoundException"},"explanation":{"decision":"Deny"}}"#,
        "unsigned": #"{"event":{"errorCode":"MissingAuthenticationTokenException"}}"#,
        "pod": """
        {"event":{"additionalEventData":{"podIdentity":{"namespace":"prod","podName":"web-0"}},\
        "resources":[{"ARN":"\(role)"}]}}
        """,
        "finding": """
        {"event":{"additionalEventData":{"podIdentity":{"namespace":"prod","podName":"web-0",\
        "finding":{"type":"TokenSeenFromTwoNodes"}}}}}
        """,
        "refused finding": """
        {"event":{"errorCode":"AccessDenied","additionalEventData":{"podIdentity":{"namespace":"prod",\
        "podName":"web-1","finding":{"type":"TokenSeenFromTwoNodes"}}}}}
        """,
        "session": #"{"event":{"userIdentity":{"sessionContext":{"sessionIssuer":{"arn":"\#(role)"}}}}}"#,
        "no event": #"{"number":1}"#,
    ]

    @Test(arguments: [
        (
            [],
            [
                "plain", "refused", "absent", "mistaken", "forged", "unassociated", "unsigned", "pod", "finding",
                "refused finding", "session",
            ]
        ),
        // What is not there or cannot be read was not denied, but a pod that got no credentials was.
        (["--denied"], ["refused", "forged", "unassociated", "unsigned", "refused finding"]),
        (["--findings"], ["finding", "refused finding"]),
        (["--findings", "--denied"], ["refused finding"]),
        (["--pod", "prod/web-0"], ["pod", "finding"]), (["--findings", "--pod", "prod/web-0"], ["finding"]),
        (["--role", role], ["pod", "session"]), (["--findings", "--role", role], []),
    ])
    func `every option that is given holds`(_ arguments: [String], _ names: [String]) throws {
        let filter = try AuditFilter.parse(arguments)
        let admitted = try Self.lines.filter { filter.admits(try JSON(parsing: Array($0.value.utf8))) }
        #expect(admitted.keys.sorted() == names.sorted())
    }

    @Test(arguments: [["--pod", "web-0"], ["--role", "app"], ["--findings", "yes"]])
    func `anything else is refused`(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try AuditFilter.parse(arguments) }
    }
}
