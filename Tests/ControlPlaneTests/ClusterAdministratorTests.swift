import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import Foundation
import KubernetesAPI
import Store
import Testing

@testable import ControlPlane
@testable import KubernetesService
@testable import SigV4

/// Who may do everything in the embedded cluster: the user whom the first start made, whatever others are called.
struct ClusterAdministratorTests {
    /// What `aws eks get-token` prints for a caller.
    private static func token(_ credentials: SigningCredentials, cluster: String = "myeks") throws -> String {
        let now = WallClock.system.now
        let date = String(now.basic.prefix(8))
        let scope = "\(credentials.accessKeyID)/\(date)/us-west-2/sts/aws4_request"
        var query =
            "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=\(PercentEncoding.encode(scope))&X-Amz-Date=\(now.basic)&X-Amz-Expires=60"
            + "&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id"
        if let token = credentials.sessionToken {
            query += "&X-Amz-Security-Token=\(PercentEncoding.encode(token.exposed))"
        }
        let request = SignableRequest(
            method: "GET",
            path: "/",
            query: query + "&X-Amz-Signature=" + String(repeating: "0", count: 64),
            headers: [("host", "localhost:4580"), ("x-k8s-aws-id", cluster)]
        )
        let claim = try #require(try SignatureClaim.read(request))
        let canonical = try CanonicalRequest(
            request,
            claim: claim,
            payload: SignatureVerifier.digest(of: []),
            pathEncoding: .twice
        )
        let key = SigningKey(secret: credentials.secret, date: date, region: "us-west-2", service: "sts")
        let signature = key.signature(of: StringToSign.bytes(canonical, claim: claim))
        let url = "http://localhost:4580/?\(query)&X-Amz-Signature=\(signature)"
        let text = Data(url.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        return "k8s-aws-v1." + text.replacing("=", with: "")
    }

    /// The groups that the cluster sees a caller in; nil if it does not believe the token.
    private static func groups(_ credentials: SigningCredentials, in house: House) async throws -> [String]? {
        let request = KubernetesRequest(
            method: "GET",
            path: "/api",
            headers: ["authorization": "Bearer \(try token(credentials))"]
        )
        return try? await house.composition.kubernetes.authenticate(request).groups
    }

    private static func administrator(of house: House) throws -> SigningCredentials {
        let keys = house.composition.directory.snapshot.accessKeys(ofUser: "administrator", account: House.account)
        let key = try #require(keys.first)
        return SigningCredentials(accessKeyID: key.id, secret: key.secret, sessionToken: nil)
    }

    private static func recreate(_ house: House, as caller: SigningCredentials) async throws -> SigningCredentials {
        let old = try administrator(of: house)
        let steps: [(String, [String: String])] = [
            ("DetachUserPolicy", ["PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"]),
            ("DeleteAccessKey", ["AccessKeyId": old.accessKeyID]), ("DeleteUser", [:]), ("CreateUser", [:]),
        ]
        for (action, parameters) in steps {
            let request = WireRequest.form(
                "iam",
                action,
                parameters.merging(["UserName": "administrator"]) { first, _ in first }
            )
            try #require(try await house.ask(request, as: caller) == "200", "\(action)")
        }
        let made = try await house.answer(
            .form("iam", "CreateAccessKey", ["UserName": "administrator"]),
            as: caller
        ).body
        return SigningCredentials(
            accessKeyID: try house.value("AccessKeyId", in: made),
            secret: Secret(try house.value("SecretAccessKey", in: made)),
            sessionToken: nil
        )
    }

    @Test func `a user deleted and made again with the administrator's name has no rights in the cluster`()
        async throws
    {
        try await House.with { house in
            let founder = try Self.administrator(of: house)
            let session = try await house.session(.form("sts", "GetSessionToken"), as: founder)
            for credentials in [founder, session] {
                #expect(try await Self.groups(credentials, in: house)?.contains("system:masters") == true)
            }
            let everything =
                #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
            let other = try await house.user("other", policy: everything)
            #expect(try await Self.groups(other, in: house) == ["system:authenticated"])

            let successor = try await Self.recreate(house, as: other)
            #expect(try await Self.groups(successor, in: house) == ["system:authenticated"])
            // Nor do the key and the sessions of the one who is gone count any more.
            for credentials in [founder, session] {
                #expect(try await Self.groups(credentials, in: house) == nil)
            }
        }
    }

    @Test func `the session of a role that is gone, or made again, is not believed in the cluster`() async throws {
        try await House.with { house in
            let trust =
                #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}"#
            @Sendable func role(_ id: String) -> RoleRecord {
                RoleRecord(
                    account: House.account,
                    name: "reader",
                    id: id,
                    createdAt: WallClock.system.now,
                    trustPolicy: trust
                )
            }
            let directory = house.composition.directory
            try await directory.update { $0.put(role("AROAFIRST000000000000")) }
            let session = try await house.session(
                .form(
                    "sts",
                    "AssumeRole",
                    ["RoleArn": "arn:aws:iam::\(House.account):role/reader", "RoleSessionName": "session"]
                ),
                as: Self.administrator(of: house)
            )
            #expect(try await Self.groups(session, in: house) == ["system:authenticated"])
            try await directory.update { $0.put(role("AROASECOND00000000000")) }
            #expect(try await Self.groups(session, in: house) == nil)
            try await directory.update { $0.remove(.roles, key: role("").key) }
            #expect(try await Self.groups(session, in: house) == nil)
        }
    }

    @Test(
        arguments: [
            // Not recorded: the user who is as old as the installation.
            (nil, 0, "AIDAUSER"), (nil, 1, nil),
            // Recorded: whoever has the name now.
            ("AIDAFIRST", 0, "AIDAFIRST"), ("AIDAFIRST", 1, "AIDAFIRST"),
        ] as [(String?, Int64, String?)]
    )
    func `an older installation's administrator is the user who was made with it`(
        _ recorded: String?,
        _ age: Int64,
        _ expected: String?
    ) async throws {
        let house = try await House()
        let directory = house.composition.directory
        var instance = try #require(directory.snapshot.instance)
        instance.administratorID = recorded
        let user = UserRecord(
            account: House.account,
            name: "administrator",
            id: "AIDAUSER",
            createdAt: instance.createdAt.adding(seconds: age)
        )
        try await directory.update { $0.put(user) }
        let completed = Installation.completed(
            instance,
            cluster: try #require(directory.snapshot.ownCluster),
            directory.snapshot
        )
        #expect(completed.administratorID == expected)
    }
}
