import AWSProtocols
import AWSVocabulary
import Ambient
import AuditTrail
import Authorization
import HTTPTypes
import HummingbirdCore
import JSONTree
import Logging
import ServiceModel
import SigV4
import Store

/// One request on its way through the steps: route, authenticate, decode, perform, audit, answer.
struct Exchange: Sendable {
    let endpoint: AWSEndpoint
    let request: Request
    let head: RequestHead
    let peer: Peer
    let requestID: RequestID
    let now: Timestamp

    init(endpoint: AWSEndpoint, request: Request, peer: Peer, requestID: RequestID, now: Timestamp) {
        self.endpoint = endpoint
        self.request = request
        head = RequestHead(request)
        self.peer = peer
        self.requestID = requestID
        self.now = now
    }

    func response() async -> Response {
        // Until the service is known, what a client that sends such a request can read.
        var dialect = endpoint.routing.likelyDialect(of: head)
        do {
            let claim = try readClaim()
            // A body that cannot be read says nothing; the signature's scope does.
            if head.header("x-amz-target") == nil,
                let known = claim.flatMap({ endpoint.table.dialect(signingName: $0.service) })
            {
                dialect = known
            }
            let isStream = claim?.service == "s3" || (claim == nil && !head.isForm)
            let form = isStream ? queryForm() : try await bodyForm()
            dialect = try findDialect(claim, form: form.request)
            let (operation, parameters) = try findOperation(dialect, form: form.request)
            return await perform(operation, parameters: parameters, form: form, claim: claim)
        } catch let fault as Fault {
            endpoint.logger.debug("\(requestID): refused before routing: \(fault.log ?? fault.message ?? "")")
            return answer(fault, dialect: dialect)
        } catch {
            return answer(Fault(.malformedInput, log: "\(error)"), dialect: dialect)
        }
    }

    // MARK: Routing

    /// A form, from the body or from the query, and the body's bytes as far as they were read.
    struct Form: Sendable {
        var request: QueryRequest?
        var body: [UInt8]?
    }

    private func readClaim() throws -> SignatureClaim? {
        do {
            return try SignatureClaim.read(
                SignableRequest(method: head.method, path: head.path, query: head.query, headers: head.headers)
            )
        } catch {
            throw CallerAuthentication.fault(error)
        }
    }

    private func bodyForm() async throws -> Form {
        let body = try await BodyCollecting.bytes(of: request.body, announcedLength: head.announcedLength)
        guard head.isForm else {
            var form = queryForm()
            form.body = body
            return form
        }
        return Form(request: try QueryDecoder.decode(form: body), body: body)
    }

    /// The query as a form if it names an action, as presigned calls do.
    private func queryForm() -> Form {
        guard !head.query.isEmpty, head.query.contains("Action="),
            let form = try? QueryDecoder.decode(form: head.query.utf8)
        else {
            return Form(request: nil, body: nil)
        }
        return Form(request: form.action == nil ? nil : form, body: nil)
    }

    private func findDialect(_ claim: SignatureClaim?, form: QueryRequest?) throws -> ServiceDialect {
        do {
            return try endpoint.routing.dialect(of: head, scope: claim?.service, form: form)
        } catch {
            throw Fault(
                .unknownOperation,
                "Lanyard has no service \(error.name). It has: \(endpoint.table.serviceNames.joined(separator: ", "))."
            )
        }
    }

    private func findOperation(
        _ dialect: ServiceDialect,
        form: QueryRequest?
    ) throws -> (ServiceOperation, [(name: String, value: String)]) {
        switch dialect.wire {
        case .query, .ec2Query:
            guard let action = form?.action else {
                throw Fault("MissingAction", status: 400, "The request is missing an action or a required parameter.")
            }
            guard let operation = endpoint.table.operation(named: action, of: dialect) else {
                throw Fault(
                    "InvalidAction",
                    status: 400,
                    "Could not find operation \(action) for version \(form?.version ?? dialect.apiVersion)"
                )
            }
            return (operation, [])
        case .json11:
            let name = head.header("x-amz-target")?.split(separator: ".").last.map(String.init) ?? ""
            guard let operation = endpoint.table.operation(named: name, of: dialect) else {
                throw Fault(.unknownOperation, "There is no operation \(name).")
            }
            return (operation, [])
        case .restJSON:
            guard let found = endpoint.table.operation(of: dialect, method: head.method, path: head.path) else {
                throw Fault(.unknownOperation, "There is no operation for \(head.method) \(head.path).")
            }
            return found
        case .restXML: return (try findS3Operation(), [])
        }
    }

    private func findS3Operation() throws -> ServiceOperation {
        guard let items = head.queryItems else { throw Fault(.malformedInput, log: "the query is not percent-encoded") }
        let level = S3Level.level(of: head)
        guard
            let operation = endpoint.table.s3Operation(
                method: head.method,
                level: level,
                query: Set(items.map(\.name)),
                hasHeader: { head.header($0) != nil }
            )
        else {
            throw Fault(
                .unknownOperation,
                "Lanyard's S3 has no operation for this method and query.",
                log: "\(head.method) \(head.path)?\(head.query)"
            )
        }
        return operation
    }

    // MARK: Performing

    private func perform(
        _ operation: ServiceOperation,
        parameters: [(name: String, value: String)],
        form: Form,
        claim: SignatureClaim?
    ) async -> Response {
        var context = context(caller: .anonymous, claim: claim)
        var input: WireStructure?
        do {
            let (body, caller) = try await authenticate(operation.operation, form: form, claim: claim)
            context = self.context(caller: caller, claim: claim)
            let decoded = try decode(operation.operation, parameters: parameters, form: form, body: body)
            input = decoded
            let call = Call(operation: operation.operation, input: decoded, head: head, body: body, context: context)
            let outcome = try await operation.run(call, with: endpoint.authorizer)
            // No answer leaves before its record is durable.
            try await endpoint.audit.append(endpoint.records.record(of: call, outcome: outcome))
            return answer(outcome.answer, operation: operation.operation)
        } catch {
            return await refuse(error, operation: operation.operation, context: context, input: input)
        }
    }

    private func authenticate(
        _ operation: Operation,
        form: Form,
        claim: SignatureClaim?
    ) async throws -> (CallBody, Caller) {
        guard operation.streamsBody else {
            var bytes = form.body ?? []
            if form.body == nil {
                bytes = try await BodyCollecting.bytes(of: request.body, announcedLength: head.announcedLength)
            }
            guard let claim else { return (.bytes(bytes), try anonymous(operation)) }
            let digest = SignatureVerifier.digest(of: bytes)
            let caller = try endpoint.authentication.authenticate(claim, head, bodyDigest: digest)
            if var decoder = endpoint.authentication.verifier.chunkedDecoder(for: claim, secret: caller.secret) {
                bytes = try unframed(bytes, &decoder)
            }
            return (.bytes(bytes), caller.caller)
        }
        var decoder: AWSChunkedDecoder?
        var caller = Caller.anonymous
        if let claim {
            let authenticated = try endpoint.authentication.authenticate(claim, head, bodyDigest: nil)
            decoder = endpoint.authentication.verifier.chunkedDecoder(for: claim, secret: authenticated.secret)
            caller = authenticated.caller
        } else {
            caller = try anonymous(operation)
        }
        let body = StreamedBody(request.body, claim: claim, decoder: decoder, announcedLength: head.announcedLength)
        return (.stream(body.stream), caller)
    }

    private func unframed(_ bytes: [UInt8], _ decoder: inout AWSChunkedDecoder) throws -> [UInt8] {
        do {
            let payload = try decoder.decode(bytes)
            try decoder.finish()
            return payload
        } catch {
            throw CallerAuthentication.fault(error)
        }
    }

    /// Only S3 lets nobody ask, since bucket policies may answer; and operations that check a token of their own.
    private func anonymous(_ operation: Operation) throws(Fault) -> Caller {
        guard operation.authentication == .token || operation.dialect == .s3 else {
            throw Fault(.missingAuthentication, log: "the request is not signed")
        }
        return .anonymous
    }

    private func decode(
        _ operation: Operation,
        parameters: [(name: String, value: String)],
        form: Form,
        body: CallBody
    ) throws -> WireStructure {
        switch operation.dialect.wire {
        case .query, .ec2Query: return form.request?.input ?? WireStructure()
        case .restXML: return WireStructure()
        case .json11, .restJSON:
            guard case .bytes(let bytes) = body else { return WireStructure() }
            var input = try JSONInput.decode(bytes)
            guard operation.dialect.wire == .restJSON else { return input }
            guard let items = head.queryItems else {
                throw Fault(.malformedInput, log: "the query is not percent-encoded")
            }
            for (name, value) in items {
                if case .list(let values)? = input[name] {
                    input[name] = .list(values + [.string(value)])
                } else {
                    input[name] = input[name].map { .list([$0, .string(value)]) } ?? .string(value)
                }
            }
            for (name, value) in parameters { input[name] = .string(value) }
            return input
        }
    }

    private func context(caller: Caller, claim: SignatureClaim?) -> CallContext {
        CallContext(
            requestID: requestID,
            receivedAt: now,
            sourceIP: peer.address,
            userAgent: head.header("user-agent").map { $0.utf8.count <= 1024 ? $0 : String($0.prefix(1024)) },
            isSecure: peer.isSecure,
            region: claim.flatMap { Region($0.region) } ?? endpoint.region,
            host: head.header("host") ?? "",
            caller: caller
        )
    }

    // MARK: Answering

    private func answer(_ answer: Answer, operation: Operation) -> Response {
        switch answer.content {
        case .output(let output):
            Response(
                AnswerEncoder.success(
                    output,
                    operation: operation.name,
                    dialect: operation.dialect,
                    requestID: requestID
                )
            )
        case .http(let answer): Response(answer, idHeaders: S3Answer.idHeaders(requestID))
        }
    }

    func answer(_ fault: Fault, dialect: ServiceDialect) -> Response {
        Response(
            AnswerEncoder.fault(
                fault,
                dialect: dialect,
                requestID: requestID,
                resource: head.path,
                isHead: head.method == "HEAD"
            )
        )
    }
}
