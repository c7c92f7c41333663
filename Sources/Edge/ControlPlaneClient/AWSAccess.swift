package import AWSProtocols
package import AWSVocabulary
package import Ambient
package import JSONTree
import NIOHTTP1
import SigV4

/// Calls AWS's APIs, a control plane's or AWS's own, signed as every AWS tool signs.
package struct AWSAccess: Sendable {
    /// Where the services are.
    package enum Place: Sendable, Hashable {
        /// One endpoint for all of them, as a control plane has.
        case one(Endpoint)
        /// AWS's own endpoints of the region.
        case aws(authorities: [UInt8]?)
    }

    package let region: Region
    private let place: Place
    private let credentials: SigningCredentials
    private let clock: WallClock

    /// Access that signs with an access key.
    package init(
        _ place: Place,
        accessKeyID: String,
        secret: Secret,
        sessionToken: Secret?,
        region: Region,
        clock: WallClock = .system
    ) {
        self.place = place
        self.region = region
        credentials = SigningCredentials(accessKeyID: accessKeyID, secret: secret, sessionToken: sessionToken)
        self.clock = clock
    }

    /// The endpoint of a service, and the region that its signatures name; IAM has one endpoint a partition.
    package func endpoint(of service: String) throws(CallError) -> (endpoint: Endpoint, region: String) {
        switch place {
        case .one(let endpoint): return (endpoint, region.description)
        case .aws(let authorities):
            let name = region.description
            let isChina = name.hasPrefix("cn-")
            let isGovernment = name.hasPrefix("us-gov-")
            let suffix = isChina ? "amazonaws.com.cn" : "amazonaws.com"
            var (host, signing) = ("\(service).\(name).\(suffix)", name)
            if service == "iam" {
                signing = isChina ? "cn-north-1" : isGovernment ? "us-gov-west-1" : "us-east-1"
                host = isChina ? "iam.cn-north-1.\(suffix)" : isGovernment ? "iam.us-gov.\(suffix)" : "iam.\(suffix)"
            }
            guard var endpoint = Endpoint("https://\(host)") else {
                throw .unreachable(endpoint: host, reason: "it is no host")
            }
            endpoint.authorities = authorities
            return (endpoint, signing)
        }
    }

    /// Performs one operation of a service that speaks the query protocol, and gives back its result's element.
    ///
    /// - Throws: `CallError`.
    package func query(
        _ service: String,
        _ action: String,
        version: String,
        _ parameters: [(name: String, value: String)]
    ) async throws(CallError) -> XMLElement {
        let form = [(name: "Action", value: action), (name: "Version", value: version)] + parameters
        let answer = try await send(
            .POST,
            service,
            path: "/",
            query: "",
            headers: [(name: "content-type", value: "application/x-www-form-urlencoded; charset=utf-8")],
            body: Array(Self.form(form).utf8)
        )
        let root = try? XMLReader.read(answer.body)
        guard (200..<300).contains(answer.status) else {
            let error = root?["Error"]
            throw .refused(
                status: answer.status,
                code: error?["Code"]?.text ?? "status \(answer.status)",
                message: error?["Message"]?.text ?? "no message",
                requestID: answer.requestID
            )
        }
        guard let result = root?["\(action)Result"] else {
            throw .unreadable(
                endpoint: try endpoint(of: service).endpoint.description,
                reason: "\(service) answered \(action) with something else than its XML"
            )
        }
        return result
    }

    /// Reads from a service that speaks REST and JSON; path segments are escaped here.
    ///
    /// - Throws: `CallError`.
    package func get(
        _ service: String,
        _ segments: [String],
        _ parameters: [(name: String, value: String)] = []
    ) async throws(CallError) -> JSON {
        let answer = try await send(
            .GET,
            service,
            path: "/" + segments.map(Self.escaped).joined(separator: "/"),
            query: Self.form(parameters.sorted { $0.name < $1.name }),
            headers: [(name: "accept", value: "application/json")],
            body: []
        )
        return try read(answer, from: service)
    }

    /// Performs an operation of a service that speaks REST and JSON; path segments are escaped here.
    ///
    /// - Throws: `CallError`.
    package func post(_ service: String, _ segments: [String], _ input: JSON) async throws(CallError) -> JSON {
        let answer = try await send(
            .POST,
            service,
            path: "/" + segments.map(Self.escaped).joined(separator: "/"),
            query: "",
            headers: [(name: "content-type", value: "application/json")],
            body: input.serialized()
        )
        return try read(answer, from: service)
    }

    private func read(_ answer: HTTPRoundTrip.Answer, from service: String) throws(CallError) -> JSON {
        // S3 answers errors in XML.
        if answer.status >= 300, let error = try? XMLReader.read(answer.body), let code = error.string("Code") {
            throw .refused(
                status: answer.status,
                code: code,
                message: error.string("Message") ?? "no message",
                requestID: answer.requestID
            )
        }
        guard let output = try? JSON(parsing: answer.body.isEmpty ? Array("{}".utf8) : answer.body) else {
            throw .unreadable(
                endpoint: try endpoint(of: service).endpoint.description,
                reason: "its body is not JSON (status \(answer.status))"
            )
        }
        guard answer.status == 200 else {
            throw .refused(
                status: answer.status,
                code: answer.errorType ?? output["__type"]?.string ?? output["code"]?.string
                    ?? "status \(answer.status)",
                message: output["message"]?.string ?? output["Message"]?.string ?? "no message",
                requestID: answer.requestID
            )
        }
        return output
    }

    private func send(
        _ method: HTTPMethod,
        _ service: String,
        path: String,
        query: String,
        headers: [(name: String, value: String)],
        body: [UInt8]
    ) async throws(CallError) -> HTTPRoundTrip.Answer {
        let (endpoint, signingRegion) = try endpoint(of: service)
        var headers = [(name: "host", value: endpoint.authority)] + headers
        headers += RequestSigner.sign(
            method: method.rawValue,
            path: path,
            query: query,
            headers: headers,
            body: body,
            credentials: credentials,
            region: signingRegion,
            service: service,
            now: clock.now
        )
        let target = query.isEmpty ? path : "\(path)?\(query)"
        return try await HTTPRoundTrip.send(method, target, to: endpoint, headers: headers, body: body)
    }

    private static func form(_ parameters: [(name: String, value: String)]) -> String {
        parameters.map { "\(escaped($0.name))=\(escaped($0.value))" }.joined(separator: "&")
    }

    /// Everything but RFC 3986's unreserved characters in percent signs, as signatures want it.
    private static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                result.append(byte)
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
