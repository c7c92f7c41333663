import Foundation
import JSONTree
import Testing

/// `aws cloudtrail lookup-events` with everything that it takes.
@Suite(.serialized, .enabled(if: Program.hasAWS, "skipped: there is no aws CLI here"))
struct LookupEventsTests {
    let directory: TemporaryDirectory
    let server: Server

    init() throws {
        directory = try TemporaryDirectory()
        server = try Server(data: directory.path + "/data")
        for call in [
            ["iam", "create-user", "--user-name", "seen"], ["iam", "create-access-key", "--user-name", "seen"],
            ["eks", "describe-cluster", "--name", "myeks"], ["iam", "get-user", "--user-name", "nobody"],
        ] { _ = try server.aws(call) }
    }

    private func answer(_ arguments: [String]) throws -> JSON {
        let result = try server.aws(["cloudtrail", "lookup-events", "--output", "json"] + arguments)
        try #require(result.status == 0, "\(arguments): \(result.errors)")
        return try JSON(parsing: Array(result.output.utf8))
    }

    private func events(_ arguments: String...) throws -> [JSON] { try answer(arguments)["Events"]?.array ?? [] }

    private func lookup(_ key: String, _ value: String, _ more: String...) throws -> [JSON] {
        try answer(["--lookup-attributes", "AttributeKey=\(key),AttributeValue=\(value)"] + more)["Events"]?.array ?? []
    }

    /// As the client prints it: seconds since 1970 with their fraction, which it also takes.
    private func seconds(_ event: JSON) -> String? { event["EventTime"]?.text() }

    private func names(_ events: [JSON]) -> [String] { events.compactMap { $0["EventName"]?.string } }

    @Test func `every attribute finds the events that have it, and no others`() throws {
        let made = try #require(try lookup("EventName", "CreateUser").first)
        let id = try #require(made["EventId"]?.string)
        let key = try #require(server.environment["AWS_ACCESS_KEY_ID"])
        #expect(made["AccessKeyId"]?.string == key)
        let arn = "arn:aws:iam::111122223333:user/seen"
        func resource(_ event: JSON, _ member: String, _ value: String) -> Bool {
            (event["Resources"]?.array ?? []).contains { $0[member]?.string == value }
        }
        let rows: [(key: String, value: String, finds: Set<String>, not: Set<String>, holds: (JSON) -> Bool)] = [
            ("EventId", id, ["CreateUser"], ["CreateAccessKey"], { $0["EventId"]?.string == id }),
            ("EventName", "CreateUser", ["CreateUser"], ["GetUser"], { $0["EventName"]?.string == "CreateUser" }),
            (
                "ReadOnly", "true", ["DescribeCluster", "GetUser"], ["CreateUser"],
                { $0["ReadOnly"]?.string == "true" }
            ),
            (
                "ReadOnly", "false", ["CreateUser", "CreateAccessKey"], ["DescribeCluster"],
                { $0["ReadOnly"]?.string == "false" }
            ),
            (
                "Username", "administrator", ["CreateUser", "DescribeCluster", "GetUser"], [],
                { $0["Username"]?.string == "administrator" }
            ),
            (
                "ResourceType", "AWS::IAM::User", ["CreateUser", "CreateAccessKey"], ["DescribeCluster"],
                { resource($0, "ResourceType", "AWS::IAM::User") }
            ),
            (
                "ResourceType", "AWS::EKS::Cluster", ["DescribeCluster"], ["CreateUser"],
                { resource($0, "ResourceType", "AWS::EKS::Cluster") }
            ),
            (
                "ResourceName", arn, ["CreateUser", "CreateAccessKey"], ["DescribeCluster"],
                { resource($0, "ResourceName", arn) }
            ),
            ("ResourceName", "seen", ["CreateUser", "CreateAccessKey"], ["DescribeCluster"], { _ in true }),
            ("ResourceName", "myeks", ["DescribeCluster"], ["CreateUser"], { resource($0, "ResourceName", "myeks") }),
            (
                "EventSource", "iam.amazonaws.com", ["CreateUser", "GetUser"], ["DescribeCluster"],
                { $0["EventSource"]?.string == "iam.amazonaws.com" }
            ),
            ("AccessKeyId", key, ["CreateUser", "GetUser"], [], { $0["AccessKeyId"]?.string == key }),
        ]
        for row in rows {
            let found = try lookup(row.key, row.value)
            let names = Set(names(found))
            #expect(names.isSuperset(of: row.finds), "\(row.key)=\(row.value): \(names)")
            #expect(names.isDisjoint(with: row.not), "\(row.key)=\(row.value): \(names)")
            #expect(found.allSatisfy(row.holds), "\(row.key)=\(row.value): \(found)")
            // Values are compared as they are.
            if row.key != "ReadOnly" { #expect(try lookup(row.key, row.value + "x").isEmpty, "\(row.key)") }
        }
        #expect(try lookup("EventId", id).count == 1)
        let failed = try #require(try lookup("EventName", "GetUser").first?["CloudTrailEvent"]?.string)
        #expect(try JSON(parsing: Array(failed.utf8))["errorCode"]?.string == "NoSuchEntity")
    }

    @Test func `times limit what is found, both ends included`() throws {
        let made = try #require(try lookup("EventName", "CreateUser").first)
        let time = try #require(seconds(made))
        let event = ["AttributeKey=EventName,AttributeValue=CreateUser"]
        func found(_ arguments: String...) throws -> Int {
            (try answer(["--lookup-attributes"] + event + arguments)["Events"]?.array ?? []).count
        }
        #expect(try found("--start-time", time) == 1)
        #expect(try found("--end-time", time) == 1)
        #expect(try found("--start-time", time, "--end-time", time) == 1)
        #expect(try found("--start-time", "2020-01-01T00:00:00Z", "--end-time", "2100-01-01T00:00:00Z") == 1)
        #expect(try found("--end-time", "2020-01-01T00:00:00Z") == 0)
        #expect(try found("--start-time", "2100-01-01T00:00:00Z") == 0)
        #expect(try events("--end-time", "2020-01-01").isEmpty)
    }

    @Test func `pages are whole: nothing is missing or told twice, newest first`() throws {
        let all = try events().compactMap { $0["EventId"]?.string }
        #expect(all.count >= 4)
        let newest = try #require(try events().first)
        let until = try #require(seconds(newest))
        // The client's own paging; looking events up is an event too, so that the end is fixed.
        let paged = try events("--page-size", "1", "--end-time", until).compactMap { $0["EventId"]?.string }
        #expect(Set(paged).count == paged.count)
        #expect(Set(paged).isSuperset(of: all))
        // By hand.
        var (seen, token): ([JSON], String?) = ([], nil)
        repeat {
            let next = token.map { ["--next-token", $0] } ?? []
            let page = try answer(["--no-paginate", "--max-results", "2", "--end-time", until] + next)
            let found = page["Events"]?.array ?? []
            #expect((1...2).contains(found.count))
            seen += found
            token = page["NextToken"]?.string
        } while token != nil && seen.count < 100
        let ids = seen.compactMap { $0["EventId"]?.string }
        #expect(ids.filter(Set(paged).contains) == paged)
        #expect(Set(ids).count == seen.count)
        let first = try answer(["--max-items", "1"])
        #expect(first["Events"]?.array?.count == 1)
        let token2 = try #require(first["NextToken"]?.string)
        #expect(try answer(["--max-items", "1", "--starting-token", token2])["Events"]?.array?.count == 1)
        // A page of a lookup has that lookup's events only.
        let users = try answer(
            ["--no-paginate", "--max-results", "1", "--lookup-attributes"]
                + ["AttributeKey=EventSource,AttributeValue=iam.amazonaws.com"]
        )
        let more = try #require(users["NextToken"]?.string)
        let following = try lookup(
            "EventSource",
            "iam.amazonaws.com",
            "--no-paginate",
            "--max-results",
            "1",
            "--next-token",
            more
        )
        #expect(following.first?["EventSource"]?.string == "iam.amazonaws.com")
        #expect(following.first?["EventId"] != users["Events"]?.array?.first?["EventId"])
    }

    @Test func `what is no lookup is refused in CloudTrail's words`() throws {
        let name = "AttributeKey=EventName,AttributeValue=CreateUser"
        let rows: [([String], String)] = [
            (["--max-results", "51"], "InvalidMaxResultsException"),
            (["--next-token", "x"], "InvalidNextTokenException"),
            (["--next-token", "before-0"], "InvalidNextTokenException"),
            (["--lookup-attributes", name, name], "InvalidLookupAttributesException"),
            (
                ["--lookup-attributes", "AttributeKey=ReadOnly,AttributeValue=maybe"],
                "InvalidLookupAttributesException"
            ),
            (["--lookup-attributes", "AttributeKey=Odd,AttributeValue=x"], "InvalidLookupAttributesException"),
            (
                ["--start-time", "2026-01-02T00:00:00Z", "--end-time", "2026-01-01T00:00:00Z"],
                "InvalidTimeRangeException"
            ),
        ]
        for (arguments, code) in rows {
            let result = try server.aws(["cloudtrail", "lookup-events", "--no-paginate"] + arguments)
            #expect(result.status != 0 && result.errors.contains(code), "\(arguments): \(result.errors)")
        }
    }
}
