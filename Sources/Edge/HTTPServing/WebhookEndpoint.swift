import HTTPTypes
package import HummingbirdCore
import NIOCore
package import PodIdentityWebhook

/// The webhook's ports: reads requests whole, and writes what the responder answers.
package enum WebhookEndpoint {
    /// Reviews of pods at the API server's own limit, twice in one review, are about this long.
    static let maximumBody = 8 << 20

    /// Answers one request.
    package static func respond(
        to request: Request,
        _ answer: @Sendable (WebhookRequest) async -> WebhookAnswer
    ) async -> Response {
        var body: [UInt8] = []
        do {
            for try await part in request.body {
                guard body.count + part.readableBytes <= maximumBody else {
                    return response(WebhookAnswer(413, "the request is longer than \(maximumBody) bytes\n"))
                }
                body.append(contentsOf: part.readableBytesView)
            }
        } catch {
            return response(WebhookAnswer(400, "the body could not be read\n"))
        }
        let target = request.head.path ?? "/"
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        return response(
            await answer(
                WebhookRequest(
                    method: request.method.rawValue,
                    path: String(target[..<mark]),
                    query: mark < target.endIndex ? String(target[target.index(after: mark)...]) : "",
                    contentType: request.headers[.contentType],
                    body: body
                )
            )
        )
    }

    private static func response(_ answer: WebhookAnswer) -> Response {
        Response(
            status: HTTPResponse.Status(code: answer.status),
            headers: HTTPFields(pairs: [
                ("content-type", answer.contentType), ("content-length", String(answer.body.count)),
            ]),
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }
}
