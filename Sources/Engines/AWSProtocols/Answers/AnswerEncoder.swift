package import AWSVocabulary

/// Frames outputs and faults the way each protocol has them.
package enum AnswerEncoder {
    /// A successful answer; nil output is for operations that have none.
    package static func success(
        _ output: WireStructure?,
        operation: String,
        dialect: ServiceDialect,
        requestID: RequestID,
        status: Int = 200
    ) -> EncodedAnswer {
        let body: [UInt8]
        switch dialect.wire {
        case .query: body = QueryAnswer.success(output, operation: operation, dialect: dialect, requestID: requestID)
        case .ec2Query: body = EC2Answer.success(output, operation: operation, dialect: dialect, requestID: requestID)
        case .restJSON: body = output.map { JSONAnswer.bytes(of: $0) } ?? []
        case .json11: body = JSONAnswer.bytes(of: output ?? WireStructure())
        case .restXML: body = []
        }
        return EncodedAnswer(status: status, headers: headers(dialect: dialect, requestID: requestID), body: body)
    }

    /// A fault's answer; `resource` is the path S3 names, and `isHead` leaves out the body.
    package static func fault(
        _ fault: Fault,
        dialect: ServiceDialect,
        requestID: RequestID,
        resource: String? = nil,
        isHead: Bool = false
    ) -> EncodedAnswer {
        let (code, status, message) = dialect.resolve(fault)
        var headers = headers(dialect: dialect, requestID: requestID)
        let body: [UInt8]
        switch dialect.wire {
        case .query:
            body = QueryAnswer.fault(
                code: code,
                status: status,
                message: message,
                dialect: dialect,
                requestID: requestID
            )
        case .ec2Query: body = EC2Answer.fault(code: code, message: message, requestID: requestID)
        case .restJSON:
            headers.append(("x-amzn-ErrorType", code))
            body = JSONAnswer.bytes(
                of: WireStructure([("message", .string(message))] + fault.fields.members.map { ($0.name, $0.value) })
            )
        case .json11:
            body = JSONAnswer.bytes(
                of: WireStructure(
                    [("__type", .string(code)), ("message", .string(message))]
                        + fault.fields.members.map { ($0.name, $0.value) }
                )
            )
        case .restXML:
            body = S3Answer.fault(
                code: code,
                message: message,
                fields: fault.fields,
                resource: resource,
                requestID: requestID
            )
        }
        return EncodedAnswer(status: status, headers: headers, body: isHead ? [] : body)
    }

    /// The header fields of every answer of a service: content type and request id.
    package static func headers(dialect: ServiceDialect, requestID: RequestID) -> [(name: String, value: String)] {
        let id = requestID.description
        return switch dialect.wire {
        case .query: [("x-amzn-RequestId", id), ("Content-Type", "text/xml")]
        case .ec2Query: [("x-amzn-RequestId", id), ("Content-Type", "text/xml;charset=UTF-8")]
        case .restJSON: [("x-amzn-RequestId", id), ("Content-Type", "application/json")]
        case .json11: [("x-amzn-RequestId", id), ("Content-Type", "application/x-amz-json-1.1")]
        case .restXML: S3Answer.idHeaders(requestID) + [("Content-Type", "application/xml")]
        }
    }
}
