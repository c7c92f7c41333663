import AWSProtocols
import AWSVocabulary
import HTTPTypes
import HummingbirdCore
import NIOCore
import ServiceModel

extension Response {
    /// An answer that a protocol has framed.
    init(_ answer: EncodedAnswer) {
        self.init(
            status: HTTPResponse.Status(code: answer.status),
            headers: HTTPFields(pairs: answer.headers),
            body: answer.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }

    /// An answer that an operation has made itself.
    init(_ answer: HTTPAnswer, idHeaders: [(name: String, value: String)]) {
        var fields = HTTPFields(pairs: idHeaders + answer.headers)
        let body: ResponseBody
        switch answer.body {
        case .bytes(let bytes):
            body = bytes.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .file(let path, let offset, let length): body = FileBody.body(path: path, offset: offset, length: length)
        case .none(let length):
            if let length { fields[.contentLength] = String(length) }
            body = ResponseBody()
        }
        // Answers of these statuses have no body, and announce none (RFC 9110 section 8.6).
        guard answer.status != 204, answer.status != 304 else {
            self.init(status: HTTPResponse.Status(code: answer.status), headers: fields)
            headers[.contentLength] = nil
            return
        }
        self.init(status: HTTPResponse.Status(code: answer.status), headers: fields, body: body)
    }
}

extension HTTPFields {
    /// Fields of names and values; those HTTP does not allow are left out.
    init(pairs: [(name: String, value: String)]) {
        self.init()
        for (name, value) in pairs {
            guard let name = HTTPField.Name(name) else { continue }
            append(HTTPField(name: name, value: value))
        }
    }
}
