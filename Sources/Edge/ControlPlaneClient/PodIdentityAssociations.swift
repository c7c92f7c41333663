package import AWSVocabulary
package import Ambient
import JSONTree
import NIOHTTP1
import SigV4

/// Reads a cluster's pod identity associations from the EKS API (`ListPodIdentityAssociations`).
package struct PodIdentityAssociations: Sendable {
    /// Who is associated with some role.
    package struct Entry: Sendable, Hashable {
        package let namespace: String
        package let serviceAccount: String
    }

    private static let pageSize = 100
    private static let mostPages = 1000

    private let endpoint: Endpoint
    private let cluster: String
    private let credentials: SigningCredentials
    private let region: Region
    private let clock: WallClock

    /// A reader that signs with an access key.
    package init(
        endpoint: Endpoint,
        cluster: String,
        accessKeyID: String,
        secret: Secret,
        sessionToken: Secret?,
        region: Region,
        clock: WallClock = .system
    ) {
        self.endpoint = endpoint
        self.cluster = cluster
        credentials = SigningCredentials(accessKeyID: accessKeyID, secret: secret, sessionToken: sessionToken)
        self.region = region
        self.clock = clock
    }

    /// All associations of the cluster, page by page.
    ///
    /// - Throws: `CallError`.
    package func all() async throws(CallError) -> Set<Entry> {
        var entries: Set<Entry> = []
        var next: String?
        for _ in 0..<Self.mostPages {
            let page = try await page(after: next)
            for association in page["associations"]?.array ?? [] {
                guard let namespace = association["namespace"]?.string,
                    let serviceAccount = association["serviceAccount"]?.string
                else { continue }
                entries.insert(Entry(namespace: namespace, serviceAccount: serviceAccount))
            }
            next = page["nextToken"]?.string
            guard next?.isEmpty == false else { return entries }
        }
        throw .unreadable(endpoint: endpoint.description, reason: "its list does not end")
    }

    private func page(after token: String?) async throws(CallError) -> JSON {
        let path = "/clusters/\(Self.escaped(cluster))/pod-identity-associations"
        var query = "maxResults=\(Self.pageSize)"
        if let token { query += "&nextToken=\(Self.escaped(token))" }
        var headers = [(name: "host", value: endpoint.authority), (name: "accept", value: "application/json")]
        headers += RequestSigner.sign(
            method: "GET",
            path: path,
            query: query,
            headers: headers,
            body: [],
            credentials: credentials,
            region: region.description,
            service: "eks",
            now: clock.now
        )
        let answer = try await HTTPRoundTrip.send(.GET, path + "?" + query, to: endpoint, headers: headers, body: [])
        guard let output = try? JSON(parsing: answer.body) else {
            throw .unreadable(endpoint: endpoint.description, reason: "its body is not JSON (status \(answer.status))")
        }
        guard answer.status == 200 else {
            throw .refused(
                status: answer.status,
                code: output["__type"]?.string ?? output["code"]?.string ?? "status \(answer.status)",
                message: output["message"]?.string ?? "no message",
                requestID: answer.requestID
            )
        }
        return output
    }

    private static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-._~".utf8.contains(byte)
            if isPlain {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
