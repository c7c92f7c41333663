import JSONTree
import NIOHTTP1

/// The region and account that an EC2 instance's metadata service tells (IMDSv2).
package struct InstanceIdentity: Sendable, Hashable {
    package let region: String
    package let account: String

    /// Asks the metadata service.
    ///
    /// - Throws: `CallError`.
    package static func read(endpoint: Endpoint) async throws(CallError) -> InstanceIdentity {
        let lifetime = (name: "x-aws-ec2-metadata-token-ttl-seconds", value: "60")
        let token = try await ask(.PUT, "/latest/api/token", endpoint, header: lifetime)
        let document = try await ask(
            .GET,
            "/latest/dynamic/instance-identity/document",
            endpoint,
            header: (name: "x-aws-ec2-metadata-token", value: String(decoding: token, as: UTF8.self))
        )
        guard let json = try? JSON(parsing: document), let region = json["region"]?.string,
            let account = json["accountId"]?.string
        else { throw .unreadable(endpoint: endpoint.description, reason: "it is no instance identity document") }
        return InstanceIdentity(region: region, account: account)
    }

    private static func ask(
        _ method: HTTPMethod,
        _ path: String,
        _ endpoint: Endpoint,
        header: (name: String, value: String)
    ) async throws(CallError) -> [UInt8] {
        let headers = [(name: "host", value: endpoint.authority), header]
        let answer = try await HTTPRoundTrip.send(method, path, to: endpoint, headers: headers, body: [])
        guard answer.status == 200 else {
            throw .unreadable(endpoint: endpoint.description, reason: "status \(answer.status)")
        }
        return answer.body
    }
}
