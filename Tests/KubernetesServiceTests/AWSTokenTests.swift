import IdentityTokens
import JSONTree
import KubernetesAPI
import Testing

@testable import KubernetesService

struct AWSTokenTests {
    private static let arn = "arn:aws:iam::111122223333:user/alice"
    private static let query =
        "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
        + "&X-Amz-Credential=AKIA%2F20261124%2Fus-west-2%2Fsts%2Faws4_request&X-Amz-Date=20261124T003000Z"
        + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=00"

    private static func token(_ url: String) -> String {
        "k8s-aws-v1." + Base64URL.encode(url.utf8)
    }

    private func tokens(groups: [String]) -> AWSTokens {
        AWSTokens(clusterName: "myeks") { url, name in
            guard url.contains("Signature=00"), name == "myeks" else { return nil }
            return AWSCaller(arn: Self.arn, userID: "AIDAEXAMPLE", groups: groups)
        }
    }

    @Test func `the token of aws eks get-token is its caller, with the caller's groups`() async throws {
        for (groups, status) in [(["system:masters"], 200), ([], 403)] {
            try await Cluster.with(awsTokens: tokens(groups: groups)) { cluster in
                let token = Self.token("https://sts.us-west-2.amazonaws.com/?" + Self.query)
                let answer = try await cluster.send("GET", "/api/v1/nodes", token: token)
                #expect(answer.status == status)
                let who = try await cluster.send(
                    "POST",
                    "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                    .empty,
                    token: token
                )
                #expect(who.json.at("status", "userInfo", "username") == .string(Self.arn))
            }
        }
    }

    @Test(arguments: [
        ("Signature=00", "Signature=01"), ("GetCallerIdentity", "AssumeRole"), ("%3Bx-k8s-aws-id", ""),
        ("Expires=60", "Expires=901"), ("Expires=60", "Expires=0"), ("Version=2011-06-15", "Version=2010-05-08"),
        ("Action=", "Action=GetCallerIdentity&Action="), ("&X-Amz-Date", "&RoleArn=x&X-Amz-Date"),
    ])
    func `a token that is not exactly that is refused`(_ part: String, _ other: String) async throws {
        try await Cluster.with(awsTokens: tokens(groups: [])) { cluster in
            let url = "https://sts.us-west-2.amazonaws.com/?" + Self.query.replacing(part, with: other)
            let answer = try await cluster.send("GET", "/api", token: Self.token(url))
            #expect(answer.status == 401)
        }
    }

    @Test func `without somebody who verifies them they are not believed`() async throws {
        try await Cluster.with { cluster in
            let token = Self.token("https://sts.us-west-2.amazonaws.com/?" + Self.query)
            let answer = try await cluster.send("GET", "/api", token: token)
            #expect(answer.status == 401)
        }
    }
}
