import JSONTree
import SigV4
import Testing

@testable import ControlPlane

/// What an operator hears of a call.
struct ExplanationTests {
    private static let everything =
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#

    private static func lanyard(_ operation: String, _ body: String) -> WireRequest {
        WireRequest(
            service: "lanyard",
            headers: [
                (name: "content-type", value: "application/x-amz-json-1.1"),
                (name: "x-amz-target", value: "Lanyard_20261101.\(operation)"),
            ],
            body: body
        )
    }

    private static func explanation(
        of answer: String,
        in house: House,
        as operator: SigningCredentials
    ) async throws -> JSON {
        let id = try house.value("RequestId", in: answer)
        let request = lanyard("GetExplanation", #"{"requestId":"\#(id)"}"#)
        return try JSON(parsing: Array(try await house.answer(request, as: `operator`).body.utf8))
    }

    @Test func `an exchange that is refused is explained with the words that the caller was told, not CloudTrail's`()
        async throws
    {
        try await House.with { house in
            let user = try await house.user("maker", policy: Self.everything)
            let made = try await house.answer(
                Self.lanyard(
                    "CreateServiceAccountToken",
                    #"{"serviceAccount":"default","namespace":"default","audiences":["sts.amazonaws.com"],"durationSeconds":3600}"#
                ),
                as: user
            )
            let refused = try await house.answer(
                .form(
                    "sts",
                    "AssumeRoleWithWebIdentity",
                    [
                        "RoleArn": "arn:aws:iam::\(House.account):role/myeks-node", "RoleSessionName": "session",
                        "WebIdentityToken": try house.value("token", in: made.body),
                    ]
                ),
                as: nil
            )
            #expect(refused.status == 403)
            let explained = try await Self.explanation(of: refused.body, in: house, as: user)
            let told = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
            #expect(refused.body.contains("<Message>\(told)</Message>"))
            #expect(explained["explanation"]?["answered"]?.string == told)
            #expect(explained["event"]?["errorMessage"]?.string == "An unknown error occurred")
        }
    }

    @Test func `a call that needs no permission has no reasons`() async throws {
        try await House.with { house in
            let user = try await house.user("maker", policy: Self.everything)
            let answer = try await house.answer(.form("sts", "GetCallerIdentity"), as: user)
            let explained = try await Self.explanation(of: answer.body, in: house, as: user)
            #expect(explained["explanation"] == Optional<JSON>.none)
            #expect(explained["event"]?["eventName"]?.string == "GetCallerIdentity")
        }
    }
}
