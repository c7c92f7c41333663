import AWSProtocols
import AWSVocabulary
import Ambient
import Foundation
import SigV4
import Store

@testable import ControlPlane

extension WireRequest {
    /// A request in full; `host` is added.
    init(
        _ method: String = "POST",
        _ path: String = "/",
        query: String = "",
        service: String,
        headers: [(name: String, value: String)] = [],
        body: String = ""
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = [(name: "host", value: "localhost:4580")] + headers
        self.body = Array(body.utf8)
        signingName = service
    }

    /// A call of the query protocol.
    static func form(_ service: String, _ action: String, _ parameters: [String: String] = [:]) -> WireRequest {
        let version = ["iam": "2010-05-08", "sts": "2011-06-15", "ec2": "2016-11-15"][service] ?? ""
        let form = [("Action", action), ("Version", version)] + parameters.sorted { $0.key < $1.key }.map { ($0, $1) }
        return WireRequest(
            service: service,
            headers: [(name: "content-type", value: "application/x-www-form-urlencoded; charset=utf-8")],
            body: form.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        )
    }

    func adding(_ more: [(name: String, value: String)]) -> WireRequest {
        WireRequest(
            method,
            path,
            query: query,
            service: signingName,
            headers: headers.filter { $0.name != "host" } + more,
            body: String(decoding: body, as: UTF8.self)
        )
    }
}

extension House {
    /// A user who may do everything but `action`, and that only where a condition is met.
    func user(
        _ name: String,
        action: String,
        where condition: String,
        tags: [Tag] = []
    ) async throws
        -> SigningCredentials
    {
        try await user(
            name,
            policy: """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "\(action)", "Resource": "*"},
                {"Effect": "Allow", "Action": "\(action)", "Resource": "*", "Condition": \(condition)}]}
                """,
            tags: tags
        )
    }

    /// The text between the tags of an answer's first element of a name, or a member of its JSON.
    func value(_ name: String, in text: String) throws -> String {
        if let range = text.firstRange(of: "<\(name)>"), let end = text[range.upperBound...].firstRange(of: "</") {
            return String(text[range.upperBound..<end.lowerBound])
        }
        if let range = text.firstRange(of: "\"\(name)\":\""),
            let end = text[range.upperBound...].firstRange(of: "\"")
        {
            return String(text[range.upperBound..<end.lowerBound])
        }
        throw NoValue(name: name, text: text)
    }

    struct NoValue: Error { let name: String, text: String }

    /// The credentials that an exchange of STS answers.
    func session(_ request: WireRequest, as credentials: SigningCredentials?) async throws -> SigningCredentials {
        let text = try await answer(request, as: credentials).body
        return SigningCredentials(
            accessKeyID: try value("AccessKeyId", in: text),
            secret: Secret(try value("SecretAccessKey", in: text)),
            sessionToken: Secret(try value("SessionToken", in: text))
        )
    }
}
