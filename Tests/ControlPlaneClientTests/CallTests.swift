import AWSProtocols
import AWSVocabulary
import Ambient
import ControlPlaneClient
import JSONTree
import NIOHTTP1
import Testing

/// What goes over the wire, and what is made of answers.
struct CallTests {
    private func access(_ url: String, token: Secret? = nil) throws -> AWSAccess {
        try EndpointTests.access(.one(try #require(Endpoint(url))), region: "eu-west-1", token: token)
    }

    @Test func `a query is a signed form, and its result an element`() async throws {
        let server = ScriptedServer(
            .init(body: "<GetUserResponse><GetUserResult><Arn>a</Arn></GetUserResult></GetUserResponse>")
        )
        let result = try await server.run { url in
            try await access(url, token: Secret("session")).query(
                "iam",
                "GetUser",
                version: "2010-05-08",
                [("A", "b c/é")]
            )
        }
        #expect(result["Arn"]?.text == "a")
        let request = try #require(server.requests.first)
        #expect(request.body == "Action=GetUser&Version=2010-05-08&A=b%20c%2F%C3%A9")
        #expect(request.head.method.rawValue == "POST")
        #expect(request.head.headers.first(name: "x-amz-security-token") == "session")
        let signature = try #require(request.head.headers.first(name: "authorization"))
        #expect(signature.contains("Credential=AKIAEXAMPLE/20261125/eu-west-1/iam/aws4_request"))
    }

    @Test func `a path is escaped, and parameters stand in the order of signatures`() async throws {
        let server = ScriptedServer(.init(body: #"{"clusters": []}"#))
        _ = try await server.run { url in
            try await access(url).get("eks", ["clusters", "a b/c"], [("nextToken", "x=y"), ("maxResults", "1")])
        }
        #expect(server.requests.first?.head.uri == "/clusters/a%20b%2Fc?maxResults=1&nextToken=x%3Dy")
    }

    @Test(arguments: [
        (
            ScriptedServer.Answer(
                status: 403,
                headers: [("x-amzn-requestid", "r-1")],
                body: "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"
            ), "AccessDenied: no (request r-1)"
        ),
        (ScriptedServer.Answer(status: 500, body: "oh"), "status 500: no message"),
        (ScriptedServer.Answer(body: "<Other/>"), "iam answered GetUser with something else than its XML"),
    ])
    func `a refusal of the query protocol is told in the server's words`(
        _ answer: ScriptedServer.Answer,
        _ words: String
    ) async throws {
        let error = try await ScriptedServer(answer).run { url in
            await #expect(throws: CallError.self) {
                try await access(url).query("iam", "GetUser", version: "2010-05-08", [])
            }
        }
        #expect("\(try #require(error))".contains(words))
    }

    @Test(arguments: [
        (
            ScriptedServer.Answer(
                status: 404,
                headers: [("x-amzn-errortype", "ResourceNotFoundException:http://x")],
                body: #"{"message": "No cluster"}"#
            ), "ResourceNotFoundException: No cluster"
        ),
        (ScriptedServer.Answer(status: 403, body: #"{"__type": "A", "Message": "b"}"#), "A: b"),
        (ScriptedServer.Answer(body: "<html>"), "its body is not JSON (status 200)"),
    ])
    func `a refusal of the JSON protocol is told in the server's words`(
        _ answer: ScriptedServer.Answer,
        _ words: String
    ) async throws {
        let error = try await ScriptedServer(answer).run { url in
            await #expect(throws: CallError.self) { try await access(url).get("eks", ["clusters", "x"]) }
        }
        #expect("\(try #require(error))".contains(words))
    }

    @Test func `associations are read page by page to the end`() async throws {
        func page(_ name: String, _ next: String) -> ScriptedServer.Answer {
            .init(body: #"{"associations": [{"namespace": "n", "serviceAccount": "\#(name)"}]\#(next)}"#)
        }
        let server = ScriptedServer(page("a", #", "nextToken": "t""#), page("b", #", "nextToken": null"#))
        let found = try await server.run { url in
            try await PodIdentityAssociations(
                endpoint: try #require(Endpoint(url)),
                cluster: "main",
                accessKeyID: "AKIAEXAMPLE",
                secret: Secret("secret"),
                sessionToken: nil,
                region: try #require(Region("eu-west-1"))
            ).all()
        }
        #expect(Set(found.map(\.serviceAccount)) == ["a", "b"])
        #expect(server.requests.last?.head.uri.contains("nextToken=t") == true)
    }

    @Test func `a server that hangs up, and one that is not there, are told as unreachable`() async throws {
        let server = ScriptedServer()
        var gone = ""
        try await server.run { url in
            gone = url
            await #expect(throws: CallError.self) { try await access(url).get("eks", ["clusters"]) }
        }
        await #expect(throws: CallError.self) { try await access(gone).get("eks", ["clusters"]) }
    }

    @Test func `an operation of the operator API is signed with the session's token too`() async throws {
        let server = ScriptedServer(.init(body: "{}"))
        _ = try await server.run { url in
            try await ControlPlaneClient(
                endpoint: try #require(Endpoint(url)),
                accessKeyID: "ASIAEXAMPLE",
                secret: Secret("secret"),
                sessionToken: Secret("session"),
                region: try #require(Region("eu-west-1"))
            ).call("GetExplanation", [:])
        }
        let head = try #require(server.requests.first?.head)
        #expect(head.headers.first(name: "x-amz-target") == "Lanyard_20261101.GetExplanation")
        #expect(head.headers.first(name: "x-amz-security-token") == "session")
    }
}
