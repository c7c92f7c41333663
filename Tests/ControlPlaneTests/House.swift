import AWSProtocols
import AWSVocabulary
import Ambient
import AuditTrail
import Authorization
import ClusterStore
import Directory
import Foundation
import HTTPServing
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import ServiceModel
import SigV4
import Store

@testable import ControlPlane

/// A whole control plane in this process, asked without a network.
final class House: Sendable {
    static let account = "111122223333"
    private static let region = "us-west-2"

    let composition: Composition
    private let directory: String
    private let lock: DirectoryLock

    init() async throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "lanyard-house-\(UUID().uuidString)").path
        let data = DataDirectory(path: directory)
        lock = try data.open()
        var configuration = Configuration(dataDirectory: directory)
        configuration.issuerPort = 0
        configuration.awsPort = 0
        configuration.kubernetesPort = 0
        configuration.runsPods = false
        let state = try await State(data)
        let installation = try await Installation(configuration, directory: state.directory) { random, now in
            try CertificateAuthority(directory: data, random: random, now: now)
        }
        composition = try Composition(
            configuration: configuration,
            installation: installation,
            state: state,
            authority: CertificateAuthority(directory: data, random: installation.random, now: WallClock.system.now),
            data: data,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Runs what an answer needs beside itself: the audit trail and the cluster's writer.
    static func with<Value: Sendable>(_ body: @Sendable (House) async throws -> Value) async throws -> Value {
        let house = try await House()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await house.composition.audit.run() }
            group.addTask { await house.composition.cluster.run() }
            defer {
                house.composition.audit.shutDown()
                house.composition.cluster.shutDown()
            }
            return try await body(house)
        }
    }

    /// A user with an active key, and a policy if one is given.
    func user(_ name: String, policy: String? = nil, tags: [Tag] = []) async throws -> SigningCredentials {
        let id = "AKIA" + String(repeating: "T", count: 16 - name.utf8.count) + name.uppercased()
        let secret = Secret(String(repeating: "s", count: 40))
        let now = WallClock.system.now
        try await composition.directory.update { draft in
            draft.put(
                UserRecord(
                    account: House.account,
                    name: name,
                    id: "AIDA" + id.dropFirst(4),
                    createdAt: now,
                    inlinePolicies: policy.map { ["own": $0] } ?? [:],
                    tags: tags
                )
            )
            draft.put(
                AccessKeyRecord(id: id, secret: secret, account: House.account, userName: name, createdAt: now)
            )
        }
        return SigningCredentials(accessKeyID: id, secret: secret, sessionToken: nil)
    }

    /// Status and code of the answer to a request, signed if there are credentials.
    func ask(_ request: WireRequest, as credentials: SigningCredentials?) async throws -> String {
        let (status, body, type) = try await answer(request, as: credentials)
        guard status >= 300 else { return "\(status)" }
        return "\(status) \(type ?? Self.code(in: body) ?? "")"
    }

    /// Status, body and the header `x-amzn-errortype` of the answer to a request, signed if there are credentials.
    func answer(
        _ request: WireRequest,
        as credentials: SigningCredentials?
    ) async throws -> (status: Int, body: String, type: String?) {
        let answer = try await exchange(request, as: credentials)
        return (answer.status, String(decoding: answer.body, as: UTF8.self), answer.headers[Self.errorType])
    }

    /// The answer to a request, signed if there are credentials.
    func exchange(
        _ request: WireRequest,
        as credentials: SigningCredentials?
    ) async throws -> (status: Int, headers: HTTPFields, body: [UInt8]) {
        var fields = request.headers
        if let credentials {
            fields += RequestSigner.sign(
                method: request.method,
                path: request.path,
                query: request.query,
                headers: request.headers,
                body: request.body,
                credentials: credentials,
                region: House.region,
                service: request.signingName,
                now: WallClock.system.now
            )
        }
        var head = HTTPRequest(
            method: HTTPRequest.Method(rawValue: request.method) ?? .get,
            scheme: "http",
            authority: "localhost:4580",
            path: request.query.isEmpty ? request.path : "\(request.path)?\(request.query)"
        )
        for field in fields where field.name != "host" {
            if let name = HTTPField.Name(field.name) { head.headerFields[name] = field.value }
        }
        head.headerFields[.contentLength] = String(request.body.count)
        let response = await composition.endpoint.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: request.body))),
            from: Peer(address: "127.0.0.1", isSecure: false)
        )
        return (response.status.code, response.headers, try await Collected.bytes(response.body))
    }

    private static let errorType = HTTPField.Name("x-amzn-errortype") ?? .contentType

    private static func code(in body: String) -> String? {
        let found = body.firstMatch(of: /<Code>([^<]+)<|"__type": ?"([^"]+)"/)
        return (found?.1 ?? found?.2).map { String($0.split(separator: "#").last ?? "") }
    }
}

/// Everything that a body writes.
private struct Collected: ResponseBodyWriter {
    private let bytes: Bytes

    private final class Bytes: @unchecked Sendable {
        var all: [UInt8] = []
    }

    static func bytes(_ body: ResponseBody) async throws -> [UInt8] {
        let bytes = Bytes()
        try await body.write(Collected(bytes: bytes))
        return bytes.all
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        bytes.all += buffer.readableBytesView
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
