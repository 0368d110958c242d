// SPDX-License-Identifier: Apache-2.0

internal import CExpat

/// The start tag of an element in an XML document.
package struct XMLTag {
  /// The name without its prefix: `node` for `g:node`.
  package let name: String
  /// The attributes in order, including their prefixes.
  package let attributes: [(name: String, value: String)]

  /// The value of the attribute with the given name.
  package subscript(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
}

/// A part of an XML document, limited to what data files use.
package enum XMLEvent {
  /// The start of an element.
  case open(XMLTag)
  /// The end of an element. `text` is the text after the last tag within the element, which is all of
  /// the text if the element has no children.
  case close(name: String, text: String)
}

/// A reader for XML documents, based on expat. It supports namespace prefixes, CDATA, character
/// references and the five standard entities, in UTF-8, UTF-16, Latin-1 and ASCII.
///
/// A document may name a document type, which is never loaded. Documents that declare entities are
/// rejected, so that nothing can grow beyond the size of the file.
package enum XMLReader {
  /// The maximum nesting depth of elements.
  package static let largestDepth = 128

  /// Calls `body` with each part of the document in order and the number of its line.
  ///
  /// Throws `badData` with the file and line if the document is not well-formed, is truncated, is nested
  /// too deeply, or declares or uses custom entities. An error thrown by `body` ends reading and is
  /// rethrown.
  package static func read(_ file: TextFile, _ body: @escaping (XMLEvent, Int) throws(DataError) -> Void)
    throws(DataError)
  {
    guard let parser = unsafe XML_ParserCreate(nil) else {
      throw DataError(.inputOutput, "the XML parser cannot be initialised", at: .file(file.path))
    }
    defer { unsafe XML_ParserFree(parser) }
    let session = unsafe XMLSession(parser, file, body)
    try withExtendedLifetime(session) { () throws(DataError) in
      unsafe session.install()
      try session.run()
    }
  }
}

/// One run of the parser. ``XMLReader/read(_:_:)`` owns both the session and the parser, and both live
/// until it returns.
@safe private final class XMLSession {
  private let parser: XML_Parser
  private let file: TextFile
  private let body: (XMLEvent, Int) throws(DataError) -> Void
  private var depth = 0
  private var text: [UInt8] = []
  private var failure: DataError?
  /// Whether the document names an external document type. If it does, expat skips unknown entities
  /// without an error.
  private var hasExternalType = false

  init(_ parser: XML_Parser, _ file: TextFile, _ body: @escaping (XMLEvent, Int) throws(DataError) -> Void) {
    unsafe self.parser = unsafe parser
    self.file = file
    self.body = body
  }

  /// Registers this session's callbacks with expat.
  @unsafe func install() {
    unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    unsafe XML_SetElementHandler(
      parser,
      { context, name, attributes in
        guard let name = unsafe name else { return }
        unsafe XMLSession.of(context)?.open(name, attributes)
      },
      { context, name in
        guard let name = unsafe name else { return }
        unsafe XMLSession.of(context)?.close(name)
      })
    unsafe XML_SetCharacterDataHandler(parser) { context, bytes, count in
      guard let bytes = unsafe bytes else { return }
      unsafe XMLSession.of(context)?.append(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
    unsafe XML_SetStartDoctypeDeclHandler(parser) { context, _, system, _, _ in
      if unsafe system != nil { unsafe XMLSession.of(context)?.hasExternalType = true }
    }
    unsafe XML_SetEntityDeclHandler(parser) { context, _, _, _, _, _, _, _, _ in
      unsafe XMLSession.of(context)?.fail("the document type declares entities, which are not supported")
    }
    unsafe XML_SetSkippedEntityHandler(parser) { context, name, _ in
      guard let name = unsafe name else { return }
      unsafe XMLSession.of(context)?.failOfEntity(String(cString: name))
    }
  }

  @unsafe private static func of(_ context: UnsafeMutableRawPointer?) -> XMLSession? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<XMLSession>.fromOpaque(context).takeUnretainedValue()
  }

  /// Passes the file to expat in pieces because expat counts bytes in 32 bits.
  func run() throws(DataError) {
    let pieceSize = 1 << 20
    var start = 0
    repeat {
      let end = min(start + pieceSize, file.bytes.count)
      let isLast = end == file.bytes.count
      let status = unsafe file.bytes.withUnsafeBytes { buffer in
        let piece = unsafe UnsafeRawBufferPointer(rebasing: buffer[start..<end])
        return unsafe XML_Parse(
          parser, piece.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(piece.count), isLast ? 1 : 0)
      }
      if let failure { throw failure }
      guard status == XML_STATUS_OK else { throw parserError() }
      start = end
    } while start < file.bytes.count
  }

  // MARK: Callbacks of expat

  private func open(
    _ name: UnsafePointer<CChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?
  ) {
    guard failure == nil else { return }
    text.removeAll(keepingCapacity: true)
    depth += 1
    if depth > XMLReader.largestDepth {
      return fail("elements are nested more than \(XMLReader.largestDepth) deep")
    }
    if hasExternalType { refuseEntitiesOfTag() }
    var list = [(name: String, value: String)]()
    var index = 0
    while let key = unsafe attributes?[index], let value = unsafe attributes?[index + 1] {
      unsafe list.append((String(cString: key), String(cString: value)))
      index += 2
    }
    unsafe send(.open(XMLTag(name: Self.localName(name), attributes: list)))
  }

  private func close(_ name: UnsafePointer<CChar>) {
    guard failure == nil else { return }
    depth -= 1
    unsafe send(.close(name: Self.localName(name), text: String(decoding: text, as: UTF8.self)))
    text.removeAll(keepingCapacity: true)
  }

  private func append(_ piece: UnsafeBufferPointer<CChar>) {
    unsafe text.append(contentsOf: UnsafeRawBufferPointer(piece))
  }

  private func send(_ event: XMLEvent) {
    guard failure == nil else { return }
    do {
      try body(event, line)
    } catch {
      stop(error)
    }
  }

  /// Returns the part of a name after its prefix.
  private static func localName(_ name: UnsafePointer<CChar>) -> String {
    var start = unsafe name
    var cursor = unsafe name
    while unsafe cursor.pointee != 0 {
      unsafe cursor += 1
      if unsafe cursor[-1] == CChar(UInt8(ascii: ":")) { unsafe start = cursor }
    }
    return unsafe String(cString: start)
  }

  // MARK: Failures

  private var line: Int { unsafe Int(clamping: XML_GetCurrentLineNumber(parser)) }

  private func fail(_ message: String) {
    stop(DataError(.badData, message, at: .line(file.path, line)))
  }

  private func failOfEntity(_ name: String) {
    fail("unknown entity '&\(name.prefix(20));'; expected &amp; &lt; &gt; &quot; &apos; or &#NUMBER;")
  }

  private func stop(_ error: DataError) {
    guard failure == nil else { return }
    failure = error
    unsafe XML_StopParser(parser, 0)
  }

  /// Fails if the current tag contains unknown entities, which expat drops from attributes without an
  /// error.
  private func refuseEntitiesOfTag() {
    let start = unsafe Int(clamping: XML_GetCurrentByteIndex(parser))
    let end = unsafe start + Int(XML_GetCurrentByteCount(parser))
    guard start >= 0, start < end, end <= file.bytes.count else { return }
    // The zero bytes occur in UTF-16, where the other byte of each character that matters here is ASCII.
    let tag = file.bytes[start..<end].filter { $0 != 0 }
    for index in tag.indices where tag[index] == UInt8(ascii: "&") {
      let name = tag[(index + 1)...].prefix { $0 != UInt8(ascii: ";") }
      let entity = String(decoding: name, as: UTF8.self)
      if !["amp", "lt", "gt", "quot", "apos"].contains(entity) && !entity.hasPrefix("#") {
        return failOfEntity(entity)
      }
    }
  }

  private func parserError() -> DataError {
    let code = unsafe XML_GetErrorCode(parser)
    var reason = "it is not well-formed"
    if let text = unsafe XML_ErrorString(code) { reason = unsafe String(cString: text) }
    var hint: Wording?
    switch code {
    case XML_ERROR_NO_ELEMENTS, XML_ERROR_UNCLOSED_TOKEN, XML_ERROR_PARTIAL_CHAR,
      XML_ERROR_UNCLOSED_CDATA_SECTION:
      reason = "it is truncated (\(reason))"
    case XML_ERROR_UNKNOWN_ENCODING, XML_ERROR_INCORRECT_ENCODING:
      hint = "save the file as UTF-8"
    default: break
    }
    return DataError(.badData, "cannot be read as XML: \(reason)", at: .line(file.path, line), hint: hint)
  }
}
