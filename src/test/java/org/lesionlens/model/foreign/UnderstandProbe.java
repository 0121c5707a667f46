package org.lesionlens.model.foreign;
import java.nio.file.*; import java.util.*;
public class UnderstandProbe { public static void main(String[] a) throws Exception {
  Map<String,String> set=new LinkedHashMap<>(); for(int i=1;i<a.length;i++){int e=a[i].indexOf('=');set.put(a[i].substring(0,e),a[i].substring(e+1));}
  Answers ans=new Answers(set, q->{System.out.println("  ? "+q.key()+" ["+q.byDefault()+"] "+q.text()); return q.byDefault();});
  try { ForeignModel m=ForeignModel.understand(Path.of(a[0]),ans); m.lines().forEach(System.out::println);} catch(org.lesionlens.volume.UserMessageException e){System.out.println("REFUSED "+e.getMessage());}
}}
